package sheet

import "bytes"

// How files begin.
var (
	zipHead = []byte("PK\x03\x04")
	oleHead = []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") // .xls, and XLSX under a password
	locked  = utf16LE("EncryptedPackage")
)

func utf16LE(text string) []byte {
	out := make([]byte, 0, 2*len(text))
	for _, c := range []byte(text) {
		out = append(out, c, 0)
	}
	return out
}

// sniff tells what a file is: xlsx, "" for text, or what it is instead: password, xls, html, other.
func sniff(data []byte) string {
	switch {
	case bytes.HasPrefix(data, zipHead):
		return "xlsx"
	case bytes.HasPrefix(data, oleHead):
		if bytes.Contains(data, locked) {
			return "password"
		}
		return "xls"
	case isMarkup(data):
		return "html"
	case isBinary(data):
		return "other"
	}
	return ""
}

// isMarkup tells whether a text is a page or XML, as many programs name .xls what is none.
func isMarkup(data []byte) bool {
	head := bytes.ToLower(bytes.TrimLeft(data[:min(len(data), 1024)], "\xEF\xBB\xBF \t\r\n"))
	for _, tag := range []string{"<!doctype", "<html", "<table", "<?xml", "<meta", "<head", "<style", "<div"} {
		if bytes.HasPrefix(head, []byte(tag)) {
			return true
		}
	}
	return bytes.HasPrefix(head, []byte("mime-version:"))
}

// isBinary tells that data is no text of any encoding that is read: control bytes that none of them has. UTF-16 has its
// zeros; they are judged when it is decoded.
func isBinary(data []byte) bool {
	odd := 0
	head := data[:min(len(data), 4096)]
	for _, b := range head {
		if b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != 0 && b != '\f' && b != '\v' && b != 0x1A {
			odd++
		}
	}
	return (odd > len(head)/50 || bytes.IndexByte(head, 0) >= 0) && !looksUTF16(data)
}

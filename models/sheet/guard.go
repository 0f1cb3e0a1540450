package sheet

import "io"

// Bounds of XML that an XML reader would hold in memory: a piece without markup, or one tag, is at most maxPiece bytes;
// a sheet nests some six deep.
const (
	maxPiece   = 1 << 20
	maxNesting = 32
)

// guard lets through what spreadsheets write, and counts what was unpacked over all parts of a file. The XML reader
// keeps a text, a tag, a comment or an instruction whole in memory, so each is bounded before it gets there; comments,
// entities and CDATA no spreadsheet needs.
type guard struct {
	r           io.Reader
	left        *int64
	limit       int64
	piece       int
	last        byte
	tag         bool // between < and >
	instruction bool // between <? and ?>
}

func (g *guard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	if *g.left -= int64(n); *g.left < 0 {
		return 0, fail("import.unpacked", g.limit>>20)
	}
	for _, b := range p[:n] {
		if bad := g.pass(b); bad != nil {
			return 0, bad
		}
	}
	if err != nil && err != io.EOF {
		return 0, fail("import.broken") // a wrong checksum, or a piece that lies about its size
	}
	return n, err
}

func (g *guard) pass(b byte) error {
	g.piece++
	switch {
	case g.instruction:
		if b == '>' && g.last == '?' {
			g.instruction, g.tag, g.piece = false, false, 0
		}
	case g.tag && g.last == '<' && b == '?':
		g.instruction = true
	case g.tag && g.last == '<' && b == '!':
		return fail("import.broken")
	case g.tag && b == '>':
		g.tag, g.piece = false, 0
	case !g.tag && b == '<':
		g.tag, g.piece = true, 0
	}
	if g.last = b; g.piece > maxPiece {
		return fail("import.broken")
	}
	return nil
}

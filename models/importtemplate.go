package models

import (
	"context"
	"fmt"
	"io"
	"strings"

	"crewcheck/models/sheet"
)

// ImportTemplate writes a file to fill in: the columns of a noun with one example, in a language. An XLSX has a second sheet that
// explains each. Errors: record.missing for an unknown noun.
func ImportTemplate(noun, format, lang string, w io.Writer) error {
	n, ok := importNouns[noun]
	if !ok {
		return E("record.missing", "noun")
	}
	var headers, example []any
	tab := sheet.Tab{Name: n.title.In(lang)}
	for i, c := range n.columns {
		title := c.title.In(lang)
		if c.required {
			title += " *"
		}
		headers, example = append(headers, title), append(example, c.example.In(lang))
		if c.kind != wholeCell && c.kind != decimalCell {
			tab.Texts = append(tab.Texts, i)
		}
	}
	if format == "csv" {
		out, err := sheet.NewCSV(w)
		if err != nil {
			return err
		}
		return writeRows(out, headers, example)
	}
	out, err := sheet.NewXLSX(w, tab)
	if err != nil {
		return err
	}
	for _, row := range [][]any{headers, example} {
		if err := out.Row(row); err != nil {
			return err
		}
	}
	if err := out.NextTab(sheet.Tab{Name: both("说明", "How to fill it in").In(lang), Widths: []int{22, 12, 90}}); err != nil {
		return err
	}
	return writeRows(out, n.explanation(lang)...)
}

func writeRows(w sheet.Writer, rows ...[]any) error {
	for _, row := range rows {
		if err := w.Row(row); err != nil {
			return err
		}
	}
	return w.Close()
}

// explanation is what each column takes.
func (n *importNoun) explanation(lang string) [][]any {
	rows := [][]any{{both("列", "Column").In(lang), both("必须有", "Required").In(lang), both("可以填什么", "What it takes").In(lang)}}
	for i := range n.columns {
		c := &n.columns[i]
		rows = append(rows, []any{c.title.In(lang), map[bool]string{true: both("是", "yes").In(lang)}[c.required], c.explain(lang)})
	}
	note := func(zh, en string) { rows = append(rows, []any{"", "", both(zh, en).In(lang)}) }
	note("列的顺序随意,用不到的列可以删去;第二行是例子,请删去或改掉。", "Columns may stand in any order, and those without * may go; the second row is an example, delete or overwrite it.")
	note("空格不改原有的值;写 - 清空原有的值。", "An empty cell leaves what is stored; - takes it away.")
	return rows
}

// explain is what a column takes, with the words of its choices.
func (c *importColumnOf) explain(lang string) string {
	text := c.allowed.In(lang)
	if len(c.choices) == 0 {
		return text
	}
	var words []string
	for _, x := range c.choices {
		words = append(words, fmt.Sprintf("%s (%s)", x.words[0], x.value))
	}
	return strings.Join(words, ", ") + "; " + text
}

// WriteRefused writes the refused rows of an import as a CSV that can be mended and sent again: why each was refused, and
// its columns as they were.
func (s *Service) WriteRefused(ctx context.Context, imp *Import, lang string, w io.Writer) error {
	out, err := sheet.NewCSV(w)
	if err != nil {
		return err
	}
	if err := out.Row(imp.refusedHeader(lang)); err != nil {
		return err
	}
	err = s.ImportRows(ctx, imp, true, func(r ImportRow, cells []string) error {
		return out.Row(refusedRow(r, cells, lang))
	})
	if err != nil {
		return err
	}
	return out.Close()
}

func (imp *Import) refusedHeader(lang string) []any {
	row := []any{both("原行号", "Row").In(lang), both("拒绝原因", "Why refused").In(lang)}
	for _, c := range imp.Columns {
		row = append(row, c.Header)
	}
	return row
}

func refusedRow(r ImportRow, cells []string, lang string) []any {
	var why []string
	for _, e := range r.Errors {
		why = append(why, e.Header+": "+e.Detail.In(lang))
	}
	row := []any{r.Row, strings.Join(why, "; ")}
	for _, text := range cells {
		row = append(row, text)
	}
	return row
}

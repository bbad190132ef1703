package intake

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
)

// markupEvents writes down what a reader finds, texts that touch as one.
type markupEvents []string

func (e *markupEvents) add(kind, text string) {
	if last := len(*e) - 1; kind == "t:" && last >= 0 && strings.HasPrefix((*e)[last], "t:") {
		(*e)[last] += text
		return
	}
	if kind != "t:" || text != "" {
		*e = append(*e, kind+text)
	}
}

func readMarkup(text string) (events markupEvents, err error) {
	m := newMarkup(strings.NewReader(text), 1<<16)
	for {
		if err := m.next(); err != nil {
			if errors.Is(err, io.EOF) {
				return events, nil
			}
			return events, err
		}
		switch m.mark {
		case openMark:
			list := "<" + string(m.name)
			for _, a := range m.attrs {
				value, err := m.value(string(a.name))
				if err != nil {
					return events, err
				}
				list += " " + string(a.name) + "=" + value
			}
			events.add(list, "")
		case shutMark:
			events.add("/", string(m.name))
		case textMark:
			got, err := m.appendText(nil)
			if err != nil {
				return events, err
			}
			events.add("t:", string(got))
		}
	}
}

func TestMarkup(t *testing.T) {
	for _, test := range []struct {
		text string
		want markupEvents
	}{
		{"<a/>", markupEvents{"<a", "/a"}},
		{"\ufeff<?xml version=\"1.0\" encoding='UTF-8'?>\n<x:a b=\"1\" y:c = '&lt;\"' xmlns:d='e'>t</x:a >\n", markupEvents{"<a b=1 c=<\"", "t:t", "/a"}},
		{"<a><b c=\"x>y/>\"/><!-- <d> --><?p >?>t<![CDATA[<&]]]>&#65;&#x8d35;\r\n\r</a><!---->", markupEvents{"<a", "<b c=x>y/>", "/b", "t:t<&]A贵\n\n", "/a"}},
		{"<a><a><a/></a></a>", markupEvents{"<a", "<a", "<a", "/a", "/a", "/a"}},
	} {
		got, err := readMarkup(test.text)
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("markup of %q: %v (-want +got):\n%s", test.text, err, diff)
		}
	}
}

func TestMarkupRefuses(t *testing.T) {
	for _, test := range []struct {
		text string
		want geo.Code
	}{
		{"", ErrTruncated},
		{"<a>", ErrTruncated},
		{"<a", ErrTruncated},
		{"<a b=\">", ErrTruncated},
		{"<a><!-- </a>", ErrTruncated},
		{"<a></b>", ErrXML},
		{"<a></a></a>", ErrXML},
		{"</a>", ErrXML},
		{"<a/><b/>", ErrXML},
		{"<a/>t", ErrXML},
		{"t<a/>", ErrXML},
		{"<>", ErrXML},
		{"< a/>", ErrXML},
		{"<1/>", ErrXML},
		{"<a b/>", ErrXML},
		{"<a b=c/>", ErrXML},
		{"<a b=\"1\"c=\"2\"/>", ErrXML},
		{"<a b=\"<\"/>", ErrXML},
		{"<a>&b;</a>", ErrXML},
		{"<a>&amp</a>", ErrXML},
		{"<a>&#0;</a>", ErrXML},
		{"<a>&#xD800;</a>", ErrXML},
		{"<a>&#x110000;</a>", ErrXML},
		{"<a b='&c;'/>", ErrXML},
		{"<a b='\xff'/>", geo.ErrTextEncoding},
		{"<?xml version=\"1.0\" encoding=\"GBK\"?><a/>", geo.ErrTextEncoding},
		{"<!DOCTYPE a><a/>", ErrXMLDoctype},
		{"<a><!ENTITY b 'c'></a>", ErrXMLDoctype},
		{"<![CDATA[a]]><a/>", ErrXMLDoctype},
		{strings.Repeat("<a>", 65), ErrXMLDepth},
		{"<a>" + strings.Repeat("t", 1<<18) + "</a>", ErrTooLong},
		{"<a b=\"" + strings.Repeat(">", 1<<18) + "\"/>", ErrTooLong},
	} {
		if got, err := readMarkup(test.text); !errors.Is(err, test.want) {
			t.Errorf("markup of %.40q = %.200q, %v, want %v", test.text, got, err, test.want)
		}
	}
}

// xmlEvents is what encoding/xml finds.
func xmlEvents(text string) (events markupEvents, err error) {
	d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	for {
		token, err := d.RawToken()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return events, nil
			}
			return events, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			list := "<" + token.Name.Local
			for _, a := range token.Attr {
				if !strings.HasPrefix(a.Name.Space, "xmlns") && !strings.HasPrefix(a.Name.Local, "xmlns") {
					list += " " + a.Name.Local + "=" + a.Value
				}
			}
			events.add(list, "")
		case xml.EndElement:
			events.add("/", token.Name.Local)
		case xml.CharData:
			events.add("t:", string(token))
		}
	}
}

// What both readers take they read alike.
func FuzzMarkup(f *testing.F) {
	f.Add("<?xml version=\"1.0\"?>\n<a b=\"1\" c='&lt;'><d/>t&amp;<![CDATA[<]]><!-- e --></a>")
	f.Add("<x:a y:b=\"2>\"><a>\r\n</a ></x:a>")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := readMarkup(text)
		if err != nil {
			asError(t, err)
			return
		}
		want, err := xmlEvents(text)
		if err != nil || strings.Contains(text, ":") || len(want) == 0 {
			return // our names are not checked beyond ASCII, nor is text in what is passed over
		}
		for len(want) > 0 && strings.HasPrefix(want[0], "t:") {
			want = want[1:]
		}
		for len(want) > 0 && strings.HasPrefix(want[len(want)-1], "t:") {
			want = want[:len(want)-1]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("markup of %q (-encoding/xml +ours):\n%s", text, diff)
		}
	})
}

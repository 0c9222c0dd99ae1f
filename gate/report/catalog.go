package report

import (
	"io"

	"github.com/soakgate/soakgate/policy"
)

// CatalogJSON writes classifications as the array of CONTRACT.md, in the order given.
func CatalogJSON(w io.Writer, classifications []policy.Classification) error {
	return writeJSON(w, list(classifications), "classifications")
}

// CatalogText writes classifications for a terminal, each with its reason.
func CatalogText(w io.Writer, classifications []policy.Classification, style Style) error {
	p := newPage(style)
	for i, c := range classifications {
		if i > 0 {
			p.blank()
		}
		p.classification(c)
	}
	return p.send(w)
}

func (p *page) classification(c policy.Classification) {
	p.paragraph(span{}, span{bold, p.safe(c.Path)})
	p.paragraph(span{text: "  "}, span{rankInk(c.Radius), c.Radius.String() + " blast radius, class " + p.safe(string(c.Class))})
	p.paragraph(span{text: "  "}, span{text: p.safe(c.Reason)})
	by := "by the pattern " + c.Matched
	if c.Matched == "" {
		by = "not in the catalogue: decided by a fallback"
	}
	if c.Family != "" {
		by += "; released together with the family " + c.Family
	}
	p.paragraph(span{text: "  "}, span{dim, p.safe(by)})
	if c.LookAlike != "" {
		p.paragraph(span{yellow, "  careful: "}, span{text: p.safe("the path looks like " + c.LookAlike + ", and is not")})
	}
}

// rankInk colours what can take a program down.
func rankInk(r policy.Radius) ink {
	if r >= policy.RadiusHigh {
		return red
	}
	return plain
}

package intake

import "strings"

// tagSeparators stand between tags; the first is the one that is written.
const tagSeparators = ";；"

// escapeTag puts a backslash before what a tag of a cell has not: separators, as
// names of streets on OpenStreetMap do, and backslashes.
var escapeTag = strings.NewReplacer(`\`, `\\`, `;`, `\;`, `；`, `\；`)

// JoinTags writes tags into one cell, from which they come back.
func JoinTags(tags []string) string {
	escaped := make([]string, len(tags))
	for i, tag := range tags {
		escaped[i] = escapeTag.Replace(tag)
	}
	return strings.Join(escaped, tagSeparators[:1])
}

// splitTags reads tags separated by ";". Their order and repetitions are of no
// account. A backslash makes a separator, or a second backslash, part of the tag.
func splitTags(text string) []string {
	var tags []string
	var tag strings.Builder
	end := func() {
		if t := strings.TrimSpace(tag.String()); t != "" {
			tags = append(tags, t)
		}
		tag.Reset()
	}
	escaped := false
	for _, r := range text {
		special := r == '\\' || strings.ContainsRune(tagSeparators, r)
		switch {
		case escaped && !special:
			tag.WriteByte('\\')
			tag.WriteRune(r)
		case escaped || !special:
			tag.WriteRune(r)
		case r != '\\':
			end()
		}
		escaped = r == '\\' && !escaped
	}
	if escaped {
		tag.WriteByte('\\')
	}
	end()
	return sortTags(tags)
}

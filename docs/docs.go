// Package docs holds what an outsider checks a draw with: the rule, and two
// programs that need nothing but Python.
package docs

import _ "embed" // the documents

// Spec is the rule of draws, draw-v1.
//
//go:embed spec/draw-v1.md
var Spec []byte

// Verify is a second implementation of the rule.
//
//go:embed verify.py
var Verify []byte

// LogProof checks proofs of the transparency log.
//
//go:embed logproof.py
var LogProof []byte

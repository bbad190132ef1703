package exposure

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain runs the tests and fails if one of them leaves a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

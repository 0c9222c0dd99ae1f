package main

import (
	"context"
	"io"
	"testing"
	"time"
)

func BenchmarkPair(b *testing.B) {
	for b.Loop() {
		run(context.Background(), recordingWorld(io.Discard, io.Discard), []string{"check", "--repo", "/tmp/play/pair", "--base", "/tmp/play/pair/base", "--head", "/tmp/play/pair/head"})
	}
}

func TestCold(t *testing.T) {
	for range 4 {
		s := time.Now()
		run(context.Background(), recordingWorld(io.Discard, io.Discard), []string{"check", "--repo", "/tmp/play/pair", "--base", "/tmp/play/pair/base", "--head", "/tmp/play/pair/head"})
		t.Log(time.Since(s))
	}
}

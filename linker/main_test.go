package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestToolsOfOldToolchainsAreRemoved(t *testing.T) {
	now := time.Now()
	out := filepath.Join(t.TempDir(), "[tools]")
	place := func(folder string, used time.Time) string {
		path := filepath.Join(out, folder)
		if err := os.MkdirAll(path, 0o777); err != nil {
			t.Fatal(err)
		}
		tool := filepath.Join(path, "link")
		if err := os.WriteFile(tool, nil, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(tool, used, used); err != nil {
			t.Fatal(err)
		}
		return path
	}
	kept := []string{place("go1.26.8-0af3", now.Add(-29*24*time.Hour)), place("somebody's", now.Add(-99*24*time.Hour))}
	old := place("go1.26.7-11bc", now.Add(-31*24*time.Hour))
	removeUnused(out, now)
	for _, path := range kept {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s is gone", path)
		}
	}
	if _, err := os.Stat(old); err == nil {
		t.Errorf("%s is still there", old)
	}
	removeUnused(filepath.Join(out, "nowhere"), now)
}

package store_test

import (
	"sync"
	"testing"

	"example.com/my-go-api/internal/store"
)

func TestMemoryCountsFromOne(t *testing.T) {
	var memory store.Memory[int]
	memory.Add(func(id int) int { return id * 10 })
	if got, found := memory.Get(1); !found || got != 10 {
		t.Errorf("Get(1) = %d, %t, want 10, true", got, found)
	}
	for _, id := range []int{-1, 0, 2} {
		if _, found := memory.Get(id); found {
			t.Errorf("Get(%d) found a value", id)
		}
	}
}

func TestMemoryGivesEachValueAnIDOfItsOwn(t *testing.T) {
	var memory store.Memory[int]
	var adding sync.WaitGroup
	for range 50 {
		adding.Add(1)
		go func() {
			defer adding.Done()
			memory.Add(func(id int) int { return id })
		}()
	}
	adding.Wait()
	for index, id := range memory.All() {
		if id != index+1 {
			t.Fatalf("value %d has id %d", index, id)
		}
	}
}

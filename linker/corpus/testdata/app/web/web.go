// Package web answers, and has what allocates much.
package web

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"example.com/app/shop"
	"example.com/app/text"
)

type Answer struct {
	Names []string       `json:"names"`
	Extra map[string]any `json:"extra,omitempty"`
}

var prefix = "> "

var count int

func Describe(k shop.Keeper) string {
	count++
	b, err := json.Marshal(Answer{Names: k.Names(), Extra: map[string]any{"count": count}})
	if err != nil {
		return err.Error()
	}
	return prefix + string(b)
}

func Methods(v any) string {
	t := reflect.TypeOf(v)
	var b strings.Builder
	for i := 0; i < t.NumMethod(); i++ {
		b.WriteString(" " + t.Method(i).Name)
	}
	return t.String() + b.String()
}

func Churn(n int) int {
	keep := make(chan *shop.Item, 8)
	done := make(chan int)
	go func() {
		sum := 0
		for it := range keep {
			sum += len(it.String())
		}
		done <- sum
	}()
	for i := 0; i < n; i++ {
		keep <- &shop.Item{Name: fmt.Sprint("item", i), Price: i}
	}
	close(keep)
	select {
	case sum := <-done:
		return sum
	case <-time.After(time.Minute):
		return -1
	}
}

// mark is a named pointer, whose own pointer type not every code needs.
type mark *int

//go:noinline
func isMarked(v any) bool { return v != nil }

func Pairs() string {
	var m mark
	isMarked(m)
	isMarked(&m)
	p := text.Pair[string, int]{First: "x", Second: 7}
	(*text.Box(shop.Default)()).Price++
	return fmt.Sprint(p.Swap(), text.Map([]int{1, 2, 3}, func(i int) string { return text.Pad(fmt.Sprint(i)) }))
}

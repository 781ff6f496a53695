// Package shop has types, methods, interfaces, initialized data and an init function.
package shop

import (
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"example.com/app/text"
)

type Item struct {
	Name  string
	Price int
	next  *Item
}

func (i *Item) String() string { return text.Pad(strings.ToUpper(i.Name)) + fmt.Sprint(i.Price) }

type Keeper interface {
	Put(*Item)
	Names() []string
}

type Shop struct {
	mu    sync.Mutex
	items map[string]*Item
	hits  int
}

var (
	Default  = &Item{Name: "default", Price: 3}
	Started  int
	ErrEmpty = errors.New("empty")
	rates    = [...]float64{1, 1.5, 2}
	log      []string
)

func init() {
	Started = len(rates) + Place("a")
	log = append(log, "shop starts", text.Keep(Default)().Name)
}

var latest atomic.Pointer[Item]

// Latest is inlined, with an instance that no package but this one has.
func Latest() *Item { return latest.Load() }

var places = map[[3]string]int{}

//go:noinline
func Place(s string) int { return places[[3]string{s}] }

func New() *Shop { return &Shop{items: map[string]*Item{}} }

func (s *Shop) Put(i *Item) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i.next = s.items[i.Name]
	s.items[i.Name] = i
	s.hits++
	latest.Store(i)
}

func (s *Shop) Names() []string {
	var names []string
	for n := range s.items {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

func (s *Shop) Total() (float64, error) {
	if len(s.items) == 0 {
		return 0, ErrEmpty
	}
	sum := 0.0
	for _, n := range s.Names() {
		sum += float64(s.items[n].Price) * rates[s.hits%len(rates)]
	}
	return sum, nil
}

func (s *Shop) Log() []string { return log }

var _ Keeper = (*Shop)(nil)

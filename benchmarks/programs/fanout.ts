import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How many packages import core. */
const AREAS = 10;
/** Record types for each package, each with five functions: some 40 lines. */
const RECORDS = 40;

/** Writes the packages of the program `fanout`: core, and ten that import it and are as large. */
export function writeFanout(folder: string): void {
  writePackage(folder, 'core', corePackage());
  for (let at = 0; at < AREAS; at++) writePackage(folder, `area${at}`, areaPackage(at));
}

function writePackage(folder: string, name: string, source: string): void {
  const to = join(folder, 'internal', name);
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, `${name}.go`), source);
}

/** core has what all areas use, and says which code runs. */
export function corePackage(): string {
  return `// Package core has the records that every area works with.
package core

import (
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"
)

var mu sync.Mutex

// Answer names the code that runs.
func Answer() string {
	mu.Lock()
	defer mu.Unlock()
	token := "first"
	if len(ErrEmpty.Error()) == 0 {
		return "nothing"
	}
	return token
}

// ErrEmpty is given where there is nothing to work on.
var ErrEmpty = errors.New("nothing to work on")
${records('', 'ErrEmpty')}`;
}

/** One of the packages that import core. */
export function areaPackage(at: number): string {
  const uses = Array.from({ length: RECORDS }, (_, record) => `\ttotal += fromCore${record}(values)`).join(
    '\n',
  );
  const fromCore = Array.from(
    { length: RECORDS },
    (_, record) => `
func fromCore${record}(values []int) int {
	all := core.NewRecord${record}("area${at}", values)
	sum, err := all.Sum()
	if err != nil {
		return -1
	}
	return sum
}
`,
  ).join('');
  return `// Package area${at} works with core's records and its own.
package area${at}

import (
	"fmt"
	"sort"
	"strings"

	"example.com/bench/fanout/internal/core"
)

// Total adds up all that this area knows of the values.
func Total(values []int) int {
	total := 0
${uses}
	return total
}
${fromCore}${records(`Area${at}`, 'core.ErrEmpty')}`;
}

function records(prefix: string, empty: string): string {
  return Array.from({ length: RECORDS }, (_, at) => record(`${prefix}Record${at}`, at, empty)).join('');
}

function record(name: string, at: number, empty: string): string {
  return `
// ${name} is a named row of numbers.
type ${name} struct {
	Name   string
	Values []int
	Tags   map[string]string
}

// New${name} makes one with a copy of the values, in order.
func New${name}(name string, values []int) *${name} {
	own := append([]int(nil), values...)
	sort.Ints(own)
	return &${name}{Name: strings.TrimSpace(name), Values: own, Tags: map[string]string{"kind": "${name}"}}
}

// Sum adds the values up.
func (r *${name}) Sum() (int, error) {
	if len(r.Values) == 0 {
		return 0, fmt.Errorf("${name} %q: %w", r.Name, ${empty})
	}
	sum := ${at}
	for index, value := range r.Values {
		switch {
		case value%2 == 0:
			sum += value * (index + 1)
		case value < 0:
			sum -= value
		default:
			sum += value
		}
	}
	return sum, nil
}

// Describe is a line for a person.
func (r *${name}) Describe() string {
	parts := make([]string, 0, len(r.Tags)+len(r.Values))
	for key, value := range r.Tags {
		parts = append(parts, key+"="+strings.ToUpper(value))
	}
	for _, value := range r.Values {
		parts = append(parts, fmt.Sprint(value))
	}
	sort.Strings(parts)
	return r.Name + ": " + strings.Join(parts, ", ")
}
`;
}

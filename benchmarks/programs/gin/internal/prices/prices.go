// Package prices adds up what items cost.
package prices

import (
	"fmt"

	"example.com/bench/gin/internal/store"
)

// Bill is what a buyer owes.
type Bill struct {
	Lines []string `json:"lines"`
	Cents int      `json:"cents"`
}

// Add makes the bill of the items.
func Add(items []store.Item) Bill {
	bill := Bill{Lines: []string{}}
	for _, item := range items {
		bill.Cents += item.Cents
		bill.Lines = append(bill.Lines, fmt.Sprintf("%s %d.%02d", item.Name, item.Cents/100, item.Cents%100))
	}
	return bill
}

// The program of the corpus: it prints what depends on types, data, init order, stacks and the collector.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"example.com/app/shop"
	"example.com/app/text"
	"example.com/app/web"
)

type shape interface{ Area() float64 }

type square struct{ side float64 }

func (q square) Area() float64 { return q.side * q.side }

var shapes = []shape{square{2}, square{3}}

var level = 3

// The runtime, and package shop, can compare such keys as well.
var seats = map[[3]string]int{{"a"}: 1}

func seat(s string) int { return seats[[3]string{s}] }

var lookups = []func(string) int{text.Lookup}

var started []string

func init() { started = append(started, "main starts") }

func deep(n int) (sum int) {
	defer func() {
		if r := recover(); r != nil {
			sum = -1
			fmt.Println("recovered", r)
		}
	}()
	var room [64]int
	room[n%64] = n
	if n == 0 {
		var list []int
		return list[n]
	}
	return deep(n-1) + room[n%64]
}

func where() string {
	pc, file, line, _ := runtime.Caller(1)
	return fmt.Sprint(runtime.FuncForPC(pc).Name(), " ", file[strings.LastIndex(file, "/")+1:], ":", line)
}

func main() {
	started = append(started, fmt.Sprint("seat ", seat("b")))
	s := shop.New()
	if _, err := s.Total(); err == shop.ErrEmpty {
		fmt.Println("error:", err)
	}
	s.Put(shop.Default)
	s.Put(&shop.Item{Name: "tea", Price: 5})
	fmt.Println(web.Describe(s), s.Names(), shop.Started, s.Log(), started)
	total := 0.0
	for _, v := range shapes {
		total += v.Area()
	}
	fmt.Println(total, level, text.Lookup("b"), lookups[0]("c"), text.Width, len(text.Fill), text.Half(1<<20))
	fmt.Println(shop.Default, web.Pairs(), web.Methods(s), web.Methods(shop.Default))
	fmt.Println(deep(5), where(), web.Churn(2000))
	if len(os.Args) > 1 {
		panic(fmt.Sprint("asked for by ", os.Args[1]))
	}
}

// Package hello answers requests.
package hello

import (
	"github.com/gogf/gf/frame/g"
	"github.com/gogf/gf/net/ghttp"
)

// Index shows the template, with what the configuration says.
func Index(r *ghttp.Request) {
	r.Response.WriteTpl("hello.html", g.Map{
		"who": "hello one",
		"set": g.Cfg().GetString("hello.set"),
	})
}

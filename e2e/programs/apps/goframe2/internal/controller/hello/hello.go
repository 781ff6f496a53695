// Package hello is a controller.
package hello

import (
	"context"

	"github.com/gogf/gf/v2/frame/g"
)

// Req is a request, as the specification tells of it.
type Req struct {
	g.Meta `path:"/hello" method:"get" summary:"says hello"`
	Name   string `v:"required" in:"query"`
}

// Res is its answer.
type Res struct {
	Said string `json:"said"`
}

// Controller has the requests as methods.
type Controller struct{}

// Hello answers.
func (Controller) Hello(_ context.Context, req *Req) (*Res, error) {
	return &Res{Said: "hello one, " + req.Name}, nil
}

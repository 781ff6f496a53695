// Package api answers the requests.
package api

import (
	"net/http"
	"os"

	"github.com/gin-gonic/gin"

	"example.com/bench/gin/internal/prices"
	"example.com/bench/gin/internal/store"
)

type itemRequest struct {
	Name  string `json:"name" binding:"required"`
	Cents int    `json:"cents" binding:"min=1"`
}

// Routes gives the router of the whole API.
func Routes(items *store.Store, token string) *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	router := gin.New()
	router.Use(gin.Recovery())
	router.GET("/answer", func(c *gin.Context) {
		c.String(http.StatusOK, "%s %s %d", token, items.Answer(), os.Getpid())
	})
	router.GET("/items", func(c *gin.Context) {
		c.JSON(http.StatusOK, items.Items())
	})
	router.GET("/bill", func(c *gin.Context) {
		c.JSON(http.StatusOK, prices.Add(items.Items()))
	})
	router.PUT("/items", func(c *gin.Context) { put(c, items) })
	return router
}

func put(c *gin.Context, items *store.Store) {
	var request itemRequest
	if err := c.ShouldBindJSON(&request); err != nil {
		c.JSON(http.StatusBadRequest, gin.H{"error": err.Error()})
		return
	}
	items.Put(store.Item{Name: request.Name, Cents: request.Cents})
	c.Status(http.StatusNoContent)
}

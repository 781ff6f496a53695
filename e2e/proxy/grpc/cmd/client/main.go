// The client calls until it gets SIGTERM, and then prints how many calls were answered and how many failed.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	connection, err := grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	client := grpc_health_v1.NewHealthClient(connection)
	over := make(chan os.Signal, 1)
	signal.Notify(over, syscall.SIGTERM)
	for answered, failed := 0, 0; ; time.Sleep(2 * time.Millisecond) {
		select {
		case <-over:
			fmt.Printf("%d answered, %d failed\n", answered, failed)
			return
		default:
		}
		limit, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
		_, err := client.Check(limit, &grpc_health_v1.HealthCheckRequest{}, grpc.WaitForReady(true))
		cancel()
		if err != nil {
			failed++
			fmt.Println(err)
			continue
		}
		if answered++; answered == 1 {
			fmt.Println("first answer")
		}
	}
}

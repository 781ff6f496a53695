import { makeNxWorkspace, type Workspace } from './workspace.ts';

/** A program that answers `one`. */
export const MAIN = `package main

import (
	"fmt"
	"net/http"
	"os"
)

func handle(w http.ResponseWriter, r *http.Request) {
	fmt.Fprint(w, "one")
}

func main() {
	http.HandleFunc("/", handle)
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
`;
export const FILE = 'apps/app/main.go';
/** The line that answers. */
export const HANDLER = 10;

/** A workspace with that program, whose target takes what the test says. */
export function makeDebugWorkspace(name: string): Workspace {
  const workspace = makeNxWorkspace(name);
  workspace.write('apps/app/go.mod', 'module example.test/app\n\ngo 1.22\n');
  workspace.write(FILE, MAIN);
  workspace.configure({});
  return workspace;
}

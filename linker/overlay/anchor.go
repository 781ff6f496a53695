// Package overlay makes the copies of cmd/link that know delta links, from the sources of the user's own toolchain.
package overlay

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"sort"
	"strings"
)

// source is a file of cmd/link that is being changed. Changes are placed by what the syntax tree says, so that the
// rest of the file stays as it is.
type source struct {
	path    string
	text    []byte
	set     *token.FileSet
	file    *ast.File
	changes []change
	err     error
}

type change struct {
	from, to int
	text     string
}

func parse(path string, text []byte) (*source, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return &source{path: path, text: text, set: set, file: file}, nil
}

// fail keeps the first anchor that doesn't fit.
func (s *source) fail(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf("%s: %s", s.path, fmt.Sprintf(format, args...))
	}
}

func (s *source) offset(p token.Pos) int { return s.set.Position(p).Offset }

func (s *source) replace(from, to token.Pos, text string) {
	if from.IsValid() && to.IsValid() {
		s.changes = append(s.changes, change{s.offset(from), s.offset(to), text})
	}
}

// result gives the changed text, or the first anchor that didn't fit.
func (s *source) result() ([]byte, error) {
	if s.err != nil {
		return nil, s.err
	}
	sort.SliceStable(s.changes, func(i, j int) bool { return s.changes[i].from < s.changes[j].from })
	var out bytes.Buffer
	at := 0
	for _, c := range s.changes {
		if c.from < at {
			return nil, fmt.Errorf("%s: two changes overlap", s.path)
		}
		out.Write(s.text[at:c.from])
		out.WriteString(c.text)
		at = c.to
	}
	out.Write(s.text[at:])
	return out.Bytes(), nil
}

// fn is a function in which anchors are looked for.
type fn struct {
	s    *source
	name string
	decl *ast.FuncDecl
}

// fn finds a function: `name`, or `Receiver.name`.
func (s *source) fn(name string) *fn {
	var found []*ast.FuncDecl
	for _, d := range s.file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		full := f.Name.Name
		if f.Recv != nil && len(f.Recv.List) == 1 {
			t := f.Recv.List[0].Type
			if star, ok := t.(*ast.StarExpr); ok {
				t = star.X
			}
			if id, ok := t.(*ast.Ident); ok {
				full = id.Name + "." + full
			}
		}
		if full == name {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		s.fail("%d functions %s, not 1", len(found), name)
		return &fn{s: s, name: name}
	}
	return &fn{s, name, found[0]}
}

// show prints a node on one line, as gofmt would.
func (s *source) show(n ast.Node) string {
	var b bytes.Buffer
	printer.Fprint(&b, s.set, n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// find gives the nodes of a function that match; there have to be `count` of them.
func (f *fn) find(what string, count int, match func(ast.Node) bool) []ast.Node {
	if f.decl == nil {
		return nil
	}
	var found []ast.Node
	ast.Inspect(f.decl.Body, func(n ast.Node) bool {
		if n != nil && match(n) {
			found = append(found, n)
		}
		return true
	})
	if len(found) != count {
		f.s.fail("%s: %d × %s, not %d", f.name, len(found), what, count)
		return nil
	}
	return found
}

// begin inserts statements at the begin of the function.
func (f *fn) begin(text string) {
	if f.decl != nil {
		f.s.replace(f.decl.Body.Lbrace+1, f.decl.Body.Lbrace+1, "\n"+text)
	}
}

// call finds the statement that is a call of a function.
func (f *fn) call(callee string) anchor {
	return f.one("call of "+callee, func(n ast.Node) bool {
		e, ok := n.(*ast.ExprStmt)
		if !ok {
			return false
		}
		c, ok := e.X.(*ast.CallExpr)
		return ok && f.s.show(c.Fun) == callee
	})
}

// assign finds the statement that assigns to, or declares, a variable, where the value calls or names `value`.
func (f *fn) assign(to, value string) anchor {
	return f.one(to+" = "+value, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || len(a.Rhs) != 1 || f.list(a.Lhs) != to {
			return false
		}
		rhs := ast.Node(a.Rhs[0])
		if c, ok := rhs.(*ast.CallExpr); ok {
			rhs = c.Fun
		}
		return f.s.show(rhs) == value
	})
}

// assigns finds the statement that assigns to a variable, whatever the value.
func (f *fn) assigns(to string) anchor {
	return f.one(to+" = …", func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		return ok && f.list(a.Lhs) == to
	})
}

func (f *fn) list(exprs []ast.Expr) string {
	var all []string
	for _, e := range exprs {
		all = append(all, f.s.show(e))
	}
	return strings.Join(all, ", ")
}

// declares finds the statement `var name …`.
func (f *fn) declares(name string) anchor {
	return f.one("var "+name, func(n ast.Node) bool {
		d, ok := n.(*ast.DeclStmt)
		if !ok {
			return false
		}
		g := d.Decl.(*ast.GenDecl)
		if g.Tok != token.VAR || len(g.Specs) != 1 {
			return false
		}
		v := g.Specs[0].(*ast.ValueSpec)
		return len(v.Names) == 1 && v.Names[0].Name == name
	})
}

// condition finds the condition of an if statement that has `part` in it.
func (f *fn) condition(part string) anchor {
	a := f.one("if … "+part, func(n ast.Node) bool {
		i, ok := n.(*ast.IfStmt)
		return ok && strings.Contains(f.s.show(i.Cond), part)
	})
	if a.node != nil {
		a.node = a.node.(*ast.IfStmt).Cond
	}
	return a
}

// statement finds the if statement whose condition has `part` in it.
func (f *fn) statement(part string) anchor {
	return f.one("if … "+part, func(n ast.Node) bool {
		i, ok := n.(*ast.IfStmt)
		return ok && strings.Contains(f.s.show(i.Cond), part)
	})
}

func (f *fn) one(what string, match func(ast.Node) bool) anchor {
	if found := f.find(what, 1, match); found != nil {
		return anchor{f.s, found[0]}
	}
	return anchor{s: f.s}
}

// exprs finds all expressions that print as `text`, where `within` holds; there have to be `count`.
func (f *fn) exprs(text string, count int) []anchor {
	var all []anchor
	for _, n := range f.find(text, count, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		return ok && f.s.show(e) == text
	}) {
		all = append(all, anchor{f.s, n})
	}
	return all
}

// anchor is a place that was found; nothing happens at one that wasn't.
type anchor struct {
	s    *source
	node ast.Node
}

func (a anchor) before(text string) anchor {
	if a.node != nil {
		a.s.replace(a.node.Pos(), a.node.Pos(), text+"\n")
	}
	return a
}

func (a anchor) after(text string) anchor {
	if a.node != nil {
		a.s.replace(a.node.End(), a.node.End(), "\n"+text)
	}
	return a
}

func (a anchor) with(text string) {
	if a.node != nil {
		a.s.replace(a.node.Pos(), a.node.End(), text)
	}
}

// and puts the found expression, or statement, between two texts.
func (a anchor) wrap(before, after string) {
	if a.node != nil {
		a.s.replace(a.node.Pos(), a.node.Pos(), before)
		a.s.replace(a.node.End(), a.node.End(), after)
	}
}

// inFull keeps a statement for full links.
func (a anchor) inFull() { a.wrap("if !deltaOn() {\n", "\n}") }

// addField puts a field into a struct type, behind the field `behind`.
func (s *source) addField(typeName, behind, field string) {
	count := 0
	ast.Inspect(s.file, func(n ast.Node) bool {
		t, ok := n.(*ast.TypeSpec)
		if !ok || t.Name.Name != typeName {
			return true
		}
		st, ok := t.Type.(*ast.StructType)
		if !ok {
			return true
		}
		for _, f := range st.Fields.List {
			for _, name := range f.Names {
				if name.Name == behind {
					count++
					s.replace(f.Pos(), f.Pos(), field+"\n")
				}
			}
		}
		return true
	})
	if count != 1 {
		s.fail("%d fields %s.%s, not 1", count, typeName, behind)
	}
}

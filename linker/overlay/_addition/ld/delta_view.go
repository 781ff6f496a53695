package ld

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"internal/abi"
	"os"
)

// view is a program as the kernel and the runtime see it.
type view struct {
	file    string
	data    []byte
	loads   []elf.Prog64
	entry   int64
	modules []module
	masks   map[string][]byte // of a module's segment: a byte for each word, 1 for a pointer
}

// module is a description of a module: the value of each field, and under `name#` the length of a slice. "@" is its
// own address.
type module map[string]int64

type unreadable string

func (u unreadable) String() string { return string(u) }

func openView(file string) *view {
	data, err := os.ReadFile(file)
	if err != nil {
		Exitf("%v", err)
	}
	le := binary.LittleEndian
	if len(data) < 64 || string(data[:4]) != elf.ELFMAG {
		panic(unreadable(file + " is no program"))
	}
	v := &view{file: file, data: data, entry: int64(le.Uint64(data[24:])), masks: map[string][]byte{}}
	at := le.Uint64(data[32:])
	for i := range uint64(le.Uint16(data[56:])) {
		if at+(i+1)*progSize > uint64(len(data)) {
			panic(unreadable(file + " has broken program headers"))
		}
		p := decodeProg(data[at+i*progSize:])
		if elf.ProgType(p.Type) != elf.PT_LOAD {
			continue
		}
		if p.Off+p.Filesz > uint64(len(data)) || p.Vaddr%p.Align != p.Off%p.Align {
			panic(unreadable(file + " has a broken program header"))
		}
		if n := len(v.loads); n > 0 && p.Vaddr < v.loads[n-1].Vaddr+v.loads[n-1].Memsz {
			panic(unreadable(file + " has segments that overlap"))
		}
		v.loads = append(v.loads, p)
	}
	return v
}

// access gives how the memory of a range may be used.
func (v *view) access(addr, n int64) elf.ProgFlag {
	for _, p := range v.loads {
		if uint64(addr) >= p.Vaddr && uint64(addr)+uint64(n) <= p.Vaddr+p.Memsz {
			return elf.ProgFlag(p.Flags)
		}
	}
	return 0
}

// read copies memory as it is at the start: what the file doesn't have is zero.
func (v *view) read(addr int64, n int) ([]byte, bool) {
	for _, p := range v.loads {
		if uint64(addr) < p.Vaddr || n < 0 || uint64(addr)+uint64(n) > p.Vaddr+p.Memsz {
			continue
		}
		out := make([]byte, n)
		if off := uint64(addr) - p.Vaddr; off < p.Filesz {
			copy(out, v.data[p.Off+off:p.Off+p.Filesz])
		}
		return out, true
	}
	return nil, false
}

func (v *view) must(addr int64, n int, what string) []byte {
	b, ok := v.read(addr, n)
	if !ok {
		panic(unreadable(fmt.Sprintf("%s: no memory at %#x", what, addr)))
	}
	return b
}

// bytesAt gives the memory from an address to the end of the file's part of its segment, without a copy.
func (v *view) bytesAt(addr int64) []byte {
	for _, p := range v.loads {
		if uint64(addr) >= p.Vaddr && uint64(addr) < p.Vaddr+p.Filesz {
			return v.data[p.Off+uint64(addr)-p.Vaddr : p.Off+p.Filesz]
		}
	}
	panic(unreadable(fmt.Sprintf("no content at %#x", addr)))
}

// readModules reads the descriptions of all modules from the first on.
func (v *view) readModules(addr int64, fields map[string]int64) {
	for seen := map[int64]bool{}; addr != 0; {
		if seen[addr] || len(v.modules) > 9 {
			panic(unreadable("the modules have no end"))
		}
		seen[addr] = true
		m := module{"@": addr}
		for name, off := range fields {
			word := v.must(addr+off, 8, "the module's "+name)
			m[name] = int64(binary.LittleEndian.Uint64(word))
			if next, ok := v.read(addr+off+8, 8); ok {
				m[name+"#"] = int64(binary.LittleEndian.Uint64(next))
			}
		}
		v.modules = append(v.modules, m)
		addr = m["next"]
	}
}

// moduleOfType gives the module that the runtime takes for a type.
func (v *view) moduleOfType(addr int64) module {
	for _, m := range v.modules {
		if addr >= m["types"] && addr < m["etypes"] {
			return m
		}
	}
	return nil
}

func (m module) ftab(v *view, i int64) int64 {
	return int64(binary.LittleEndian.Uint32(v.must(m["ftab"]+8*i, 4, "the function table")))
}

// function is what the tables say of a function.
type function struct {
	v  *view
	m  module
	at int64 // of its description
}

// findFunc finds the function of an address as runtime.findfunc does.
func (v *view) findFunc(pc int64) *function {
	for _, m := range v.modules {
		if pc < m["minpc"] || pc >= m["maxpc"] {
			continue
		}
		off := pc - m["text"]
		x := pc - m["minpc"]
		const subs = 16
		bucket := m["findfunctab"] + x/abi.FuncTabBucketSize*(4+subs)
		sub := x % abi.FuncTabBucketSize / (abi.FuncTabBucketSize / subs)
		// The last bucket ends with its last function.
		i := int64(binary.LittleEndian.Uint32(v.must(bucket, 4, "the function buckets")))
		i += int64(v.must(bucket+4+sub, 1, "the function buckets")[0])
		for i+1 < m["ftab#"] && m.ftab(v, i+1) <= off {
			i++
		}
		if i+1 >= m["ftab#"] || m.ftab(v, i) > off {
			return nil
		}
		entry := v.must(m["ftab"]+8*i, 8, "the function table")
		return &function{v, m, m["pclntable"] + int64(binary.LittleEndian.Uint32(entry[4:]))}
	}
	return nil
}

func (v *view) funcName(pc int64) string {
	if f := v.findFunc(pc); f != nil && int64(f.word(0))+f.m["text"] == pc {
		return f.name(f.word(1))
	}
	return ""
}

func (f *function) word(i int) uint32 {
	return binary.LittleEndian.Uint32(f.v.bytesAt(f.at + int64(4*i)))
}

func (f *function) name(off uint32) string {
	return cstring(f.v.bytesAt(f.m["funcnametab"] + int64(off)))
}

func cstring(b []byte) string {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		return string(b[:i])
	}
	return ""
}

// pcTable gives the encoded table at an offset.
func (f *function) pcTable(off uint32) []byte {
	if off == 0 {
		return nil
	}
	b := f.v.bytesAt(f.m["pctab"] + int64(off))
	at := 0
	for first := true; ; first = false {
		if at >= len(b) {
			panic(unreadable("a pc table has no end"))
		}
		if b[at] == 0 && !first {
			return b[:at]
		}
		_, n := binary.Uvarint(b[at:])
		_, k := binary.Uvarint(b[at+max(n, 1):])
		if n <= 0 || k <= 0 {
			panic(unreadable("a pc table is broken"))
		}
		at += n + k
	}
}

// files gives a table of file numbers with the names of the files.
func (f *function) files(table []byte) []byte {
	var out []byte
	value := int32(-1)
	for len(table) > 0 {
		delta, n := binary.Uvarint(table)
		pcs, k := binary.Uvarint(table[n:])
		table = table[n+k:]
		value += int32(-(uint32(delta) & 1) ^ (uint32(delta) >> 1))
		name := "?"
		if cu := f.word(8); value >= 0 && cu != ^uint32(0) {
			off := binary.LittleEndian.Uint32(f.v.must(f.m["cutab"]+4*(int64(cu)+int64(value)), 4, "the file table"))
			if off != ^uint32(0) {
				name = cstring(f.v.bytesAt(f.m["filetab"] + int64(off)))
			}
		}
		out = fmt.Appendf(out, "%s +%d\n", name, pcs)
	}
	return out
}

// pointers gives for each word of a variable whether the collector takes it for a pointer.
func (v *view) pointers(addr, size int64) []byte {
	out := make([]byte, (size+7)/8)
	for i, m := range v.modules {
		for _, seg := range [][3]string{{"data", "edata", "gcdata"}, {"bss", "ebss", "gcbss"}} {
			from, to := m[seg[0]], m[seg[1]]
			if addr < from || addr+size > to {
				continue
			}
			key := fmt.Sprint(i, seg[0])
			mask, ok := v.masks[key]
			if !ok {
				mask = expandMask(v.bytesAt(m[seg[2]]), int((to-from)/8))
				v.masks[key] = mask
			}
			for j := range out {
				if k := int(addr-from)/8 + j; k < len(mask) {
					out[j] = mask[k]
				}
			}
		}
	}
	return out
}

// expandMask runs a program for pointer masks, as runtime.runGCProg does.
func expandMask(prog []byte, n int) []byte {
	var mask []byte
	for len(prog) > 0 {
		inst := prog[0]
		prog = prog[1:]
		count := int(inst & 0x7f)
		if inst&0x80 == 0 {
			if count == 0 {
				break
			}
			for i := range count {
				mask = append(mask, prog[i/8]>>(i%8)&1)
			}
			prog = prog[(count+7)/8:]
			continue
		}
		if count == 0 {
			u, k := binary.Uvarint(prog)
			count, prog = int(u), prog[k:]
		}
		times, k := binary.Uvarint(prog)
		prog = prog[k:]
		if count > len(mask) || len(mask)+count*int(times) > n+1<<20 {
			panic(unreadable("a pointer mask is broken"))
		}
		for range times {
			mask = append(mask, mask[len(mask)-count:]...)
		}
	}
	return mask
}

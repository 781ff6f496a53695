package ld

import (
	"cmd/internal/objabi"
	"cmd/internal/sys"
	"encoding/binary"
)

// machineCode is what a delta link has to know of a processor's instructions.
type machineCode struct {
	// trap is a function that is never called.
	trap     []byte
	jumpSize int
	// jump encodes a jump from one address to another; nil where that is out of its reach.
	jump func(from, to int64) []byte
	// target gives where the jump at an address leads; false where the code there is no jump.
	target func(code []byte, from int64) (int64, bool)
	// callReach is how far a call may lead, 0 for anywhere in a program.
	callReach int64
}

var machineCodes = map[sys.ArchFamily]*machineCode{
	sys.AMD64: {
		trap:     []byte("\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc"), // INT3
		jumpSize: 5,
		jump: func(from, to int64) []byte { // JMP rel32
			distance := to - from - 5
			if distance != int64(int32(distance)) {
				return nil
			}
			return binary.LittleEndian.AppendUint32([]byte{0xe9}, uint32(int32(distance)))
		},
		target: func(code []byte, from int64) (int64, bool) {
			if len(code) < 5 || code[0] != 0xe9 {
				return 0, false
			}
			return from + 5 + int64(int32(binary.LittleEndian.Uint32(code[1:]))), true
		},
	},
	sys.ARM64: {
		trap:     []byte("\x00\x00\x20\xd4\x00\x00\x20\xd4\x00\x00\x20\xd4\x00\x00\x20\xd4"), // BRK
		jumpSize: 4,
		jump: func(from, to int64) []byte { // B imm26
			distance := to - from
			if distance < -1<<27 || distance >= 1<<27 || distance%4 != 0 {
				return nil
			}
			return binary.LittleEndian.AppendUint32(nil, 0x14000000|uint32(distance>>2)&0x03ffffff)
		},
		target: func(code []byte, from int64) (int64, bool) {
			if len(code) < 4 || code[3]&0xfc != 0x14 {
				return 0, false
			}
			return from + branchOffset(binary.LittleEndian.Uint32(code)), true
		},
		callReach: 1 << 27,
	},
}

func codeOf(ctxt *Link) *machineCode { return machineCodes[ctxt.Arch.Family] }

// branchOffset gives how far B and BL of arm64 lead.
func branchOffset(instruction uint32) int64 { return int64(int32(instruction<<6)>>6) * 4 }

// pageOffset gives how far ADRP of arm64 leads from its page.
func pageOffset(instruction uint32) int64 {
	return int64(int32((instruction>>5&0x7ffff<<2|instruction>>29&3)<<11)>>11) << 12
}

// What is left of instructions of arm64 without the operands that the linker sets.
const (
	withoutBranch = 0xfc000000
	withoutPage   = 0x9f00001f
	withoutLow    = 0xffc003ff
)

// lowShift gives by how many bits the instruction behind an ADRP scales its operand; false where a relocation is no
// such pair.
func lowShift(t objabi.RelocType) (int, bool) {
	switch t {
	case objabi.R_ADDRARM64, objabi.R_ARM64_PCREL_LDST8:
		return 0, true
	case objabi.R_ARM64_PCREL_LDST16:
		return 1, true
	case objabi.R_ARM64_PCREL_LDST32:
		return 2, true
	case objabi.R_ARM64_PCREL_LDST64:
		return 3, true
	}
	return 0, false
}

// half is an operand of one instruction of a C object that has a part of an address: its page, or what is behind the
// begin of the page.
type half struct {
	add    int64
	isPage bool
	value  int64
}

// halfOf decodes the operand of an instruction at an address that a C compiler for arm64 has made, where `stock` is
// the same instruction of the full link; false where it is none of these.
func halfOf(t objabi.RelocType, stock, instruction uint32, addr int64) (half, bool) {
	shift := 0
	switch t {
	case objabi.R_ARM64_PCREL, objabi.R_ARM64_GOT:
		switch {
		case stock&0x9f000000 == 0x90000000: // ADRP
			return half{isPage: true, value: addr&^0xfff + pageOffset(instruction)}, true
		case t == objabi.R_ARM64_GOT && stock>>24 == 0xf9: // LDR
			shift = 3
		case t != objabi.R_ARM64_PCREL || stock>>24 != 0x91: // ADD
			return half{}, false
		}
	case objabi.R_ARM64_LDST8:
	case objabi.R_ARM64_LDST16:
		shift = 1
	case objabi.R_ARM64_LDST32:
		shift = 2
	case objabi.R_ARM64_LDST64:
		shift = 3
	case objabi.R_ARM64_LDST128:
		shift = 4
	default:
		return half{}, false
	}
	return half{value: int64(instruction>>10&0xfff) << shift}, true
}

// address gives the address of which these are halves; false where it does not follow from them. Each half is what it
// is at that address, or it is false as well.
func address(halves []half) (int64, bool) {
	for _, page := range halves {
		for _, low := range halves {
			if !page.isPage || low.isPage || page.add != low.add {
				continue
			}
			at := page.value + low.value - page.add
			for _, h := range halves {
				if h.isPage && h.value != (at+h.add)&^0xfff || !h.isPage && h.value != (at+h.add)&0xfff {
					return 0, false
				}
			}
			return at, true
		}
	}
	return 0, false
}

// checkReach gives up where a call of the delta would need a trampoline, which knows no second module.
func checkReach(ctxt *Link) {
	reach := codeOf(ctxt).callReach
	if reach == 0 {
		return
	}
	ldr := ctxt.loader
	for _, s := range ctxt.Textp {
		relocs := ldr.Relocs(s)
		for i := 0; i < relocs.Count(); i++ {
			r := relocs.At(i)
			if !r.Type().IsDirectCallOrJump() || r.Siz() == 0 || r.Sym() == 0 {
				continue
			}
			distance := ldr.SymValue(r.Sym()) + r.Add() - ldr.SymValue(s) - int64(r.Off())
			if distance < -reach || distance >= reach {
				giveUp("%s is too far from %s, which it calls", ldr.SymName(s), ldr.SymName(r.Sym()))
			}
		}
	}
}

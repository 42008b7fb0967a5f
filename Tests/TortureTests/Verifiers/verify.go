// SPDX-License-Identifier: Apache-2.0

// Verifies a copy of a log in C2SP tlog-tiles layout with none of Baton's code, but Go's own
// golang.org/x/mod/sumdb: the checkpoint's signature, cosignatures, every tile, every entry, that the
// tree of each smaller size named is its beginning, and receipts.
//
//	verify FOLDER VKEY [-witness VKEY] [-size N]... [-receipt FILE]...
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// cosigner verifies what C2SP tlog-cosignature defines, which sumdb/note does not know.
type cosigner struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.id }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(c.key, append([]byte(head), msg...), sig[8:])
}

func newCosigner(vkey string) cosigner {
	parts := strings.SplitN(vkey, "+", 3)
	id, err := strconv.ParseUint(parts[1], 16, 32)
	must(err)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	must(err)
	if len(key) != 33 || key[0] != 4 {
		fail("%s is no key of a witness", vkey)
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if binary.BigEndian.Uint32(sum[:]) != uint32(id) {
		fail("%s has another identifier", vkey)
	}
	return cosigner{parts[0], uint32(id), key[1:]}
}

// folder reads tiles; their height of 8 is not in their names.
type folder string

func (f folder) Height() int                     { return 8 }
func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func fail(format string, arguments ...interface{}) {
	fmt.Printf("broken: "+format+"\n", arguments...)
	os.Exit(1)
}

func must(err error) {
	if err != nil {
		fail("%v", err)
	}
}

// open verifies a checkpoint and gives its tree.
func open(signed []byte, known note.Verifiers, origin string) (tlog.Tree, int) {
	opened, err := note.Open(signed, known)
	must(err)
	lines := strings.SplitN(opened.Text, "\n", 4)
	if len(lines) < 4 || lines[0] != origin {
		fail("the checkpoint is of %q", lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	must(err)
	tree := tlog.Tree{N: size}
	if copy(tree.Hash[:], root) != 32 {
		fail("the root has %d bytes", len(root))
	}
	return tree, len(opened.Sigs)
}

// entries verifies that each entry is the leaf that the tiles have, which the root vouches for.
func entries(f folder, reader tlog.HashReader, size int64) {
	for first := int64(0); first < size; first += 256 {
		width := size - first
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: 8, L: -1, N: first / 256, W: int(width)}
		path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(string(f), path))
		must(err)
		var indexes []int64
		for at := int64(0); at < width; at++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, first+at))
		}
		hashes, err := reader.ReadHashes(indexes)
		must(err)
		for at, hash := range hashes {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				fail("%s ends in entry %d", path, first+int64(at))
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			if tlog.RecordHash(data[2:end]) != hash {
				fail("entry %d is not its leaf", first+int64(at))
			}
			data = data[end:]
		}
		if len(data) > 0 {
			fail("%s goes on after its last entry", path)
		}
	}
}

// begins verifies that the tree of a smaller size is the beginning of the tree.
func begins(reader tlog.HashReader, tree tlog.Tree, size int64) {
	old, err := tlog.TreeHash(size, reader)
	must(err)
	proof, err := tlog.ProveTree(tree.N, size, reader)
	must(err)
	must(tlog.CheckTree(proof, tree.N, tree.Hash, size, old))
}

// receipt verifies a tlog-proof@v1: the leaf is made from the entry in its extra line.
func receipt(path string, known note.Verifiers, origin string) {
	data, err := os.ReadFile(path)
	must(err)
	parts := bytes.SplitN(data, []byte("\n\n"), 2)
	lines := strings.Split(string(parts[0]), "\n")
	if len(parts) != 2 || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("%s is no receipt", path)
	}
	extra, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	must(err)
	// The extra line is canonical JSON, which begins with the entry; that ends at the first brace.
	entry := bytes.TrimPrefix(extra, []byte(`{"entry":`))
	entry = entry[:bytes.IndexByte(entry, '}')+1]
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	must(err)
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		bytes, err := base64.StdEncoding.DecodeString(line)
		must(err)
		var hash tlog.Hash
		copy(hash[:], bytes)
		proof = append(proof, hash)
	}
	tree, _ := open(parts[1], known, origin)
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)))
}

func main() {
	f, vkey := folder(os.Args[1]), os.Args[2]
	key, err := note.NewVerifier(vkey)
	must(err)
	verifiers := []note.Verifier{key}
	var sizes []int64
	var receipts []string
	for at := 3; at+1 < len(os.Args); at += 2 {
		switch value := os.Args[at+1]; os.Args[at] {
		case "-witness":
			verifiers = append(verifiers, newCosigner(value))
		case "-size":
			size, err := strconv.ParseInt(value, 10, 64)
			must(err)
			sizes = append(sizes, size)
		case "-receipt":
			receipts = append(receipts, value)
		}
	}
	known := note.VerifierList(verifiers...)
	signed, err := os.ReadFile(filepath.Join(string(f), "checkpoint"))
	must(err)
	tree, signers := open(signed, known, key.Name())
	if signers < len(verifiers) {
		fail("only %d of %d have signed", signers, len(verifiers))
	}
	reader := tlog.TileHashReader(tree, f)
	entries(f, reader, tree.N)
	for _, size := range sizes {
		begins(reader, tree, size)
	}
	for _, path := range receipts {
		receipt(path, known, key.Name())
	}
	fmt.Printf("good: %d entries, root %v, %d signers, %d smaller trees, %d receipts\n",
		tree.N, tree.Hash, signers, len(sizes), len(receipts))
}

package revision

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
)

// objects is a running "git cat-file --batch". Names are written to its standard input, where a
// leading dash means nothing.
type objects struct {
	ctx    context.Context
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	stderr bounded
	blobs  map[string][]byte // by hash: what was read, so that both sides share it
}

// object is one reply.
type object struct {
	state state
	oid   string // raw hash
	kind  string // commit, tree, blob, tag
	size  int64
	data  []byte // nil when larger than the limit
}

type state int

const (
	stateUnknown state = iota
	stateFound
	stateMissing
	stateAmbiguous
)

// smallCache keeps git from holding the trees and blobs on the way to each of those it unpacks. They are
// small and seldom of use again, and the fresh memory for them costs more than unpacking: a quarter of
// the processor time of reading 150 trees.
var smallCache = [...]string{"-c", "core.deltaBaseCacheLimit=64k"}

func openObjects(ctx context.Context, r repository) (*objects, error) {
	o := &objects{ctx: ctx, cmd: r.command(ctx, append(smallCache[:], "cat-file", "--batch")...), blobs: map[string][]byte{}}
	var err error
	if o.in, err = o.cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("git cat-file: %w", err)
	}
	out, err := o.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("git cat-file: %w", err)
	}
	o.cmd.Stderr = &o.stderr
	o.out = bufio.NewReaderSize(out, 32<<10)
	if err := o.cmd.Start(); ctx.Err() != nil {
		return nil, ctx.Err()
	} else if err != nil {
		return nil, Failure{Message: fmt.Sprintf("cannot start git: %s", clean(err.Error())), Hint: "install git, and see that --repo is a folder"}
	}
	return o, nil
}

// close ends the process. Its exit code is of no interest: whatever was asked for has been answered,
// or the reply that was missing has become an error.
func (o *objects) close() {
	o.in.Close()
	if o.out.Buffered() > 0 {
		o.cmd.Process.Kill() // an answer was given up half-way
	}
	_ = o.cmd.Wait()
}

// get asks for every name and hands the replies to each in the same order. Data beyond limit bytes is
// dropped unseen.
func (o *objects) get(names []string, limit int64, each func(i int, got object) error) error {
	if len(names) == 0 {
		return nil
	}
	for _, name := range names {
		if strings.ContainsAny(name, "\n\r\x00") {
			return Failure{Usage: true, Message: fmt.Sprintf("%q holds a control character", name), Hint: "name a revision or a path"}
		}
	}
	written := o.ask(strings.Join(names, "\n") + "\n")
	for i, name := range names {
		got, err := o.reply(name, limit)
		if err == nil {
			err = each(i, got)
		}
		if err != nil {
			o.cmd.Process.Kill()
			<-written
			return err
		}
	}
	if err := <-written; err != nil {
		return o.died(err)
	}
	return nil
}

// ask writes names to git. Git stops reading them while nobody reads its replies, so a text that a pipe
// may not hold is written beside the reading; a short one needs no second thread.
func (o *objects) ask(text string) <-chan error {
	written := make(chan error, 1)
	write := func() {
		_, err := io.WriteString(o.in, text)
		written <- err
	}
	if len(text) <= 4096 {
		write()
	} else {
		go write()
	}
	return written
}

func (o *objects) reply(name string, limit int64) (object, error) {
	line, err := o.out.ReadString('\n')
	if err != nil {
		return object{}, o.died(err)
	}
	switch line = strings.TrimSuffix(line, "\n"); line {
	case name + " missing":
		return object{state: stateMissing}, nil
	case name + " ambiguous":
		return object{state: stateAmbiguous}, nil
	}
	fields := strings.Split(line, " ")
	if len(fields) != 3 {
		return object{}, o.died(fmt.Errorf("unexpected reply %s", clean(line)))
	}
	oid, err1 := hex.DecodeString(fields[0])
	size, err2 := strconv.ParseInt(fields[2], 10, 64)
	if err := errors.Join(err1, err2); err != nil || size < 0 {
		return object{}, o.died(fmt.Errorf("unexpected reply %s", clean(line)))
	}
	got := object{state: stateFound, oid: string(oid), kind: fields[1], size: size}
	if size <= limit {
		got.data = make([]byte, size)
		_, err = io.ReadFull(o.out, got.data)
	} else {
		_, err = io.CopyN(io.Discard, o.out, size)
	}
	if err == nil {
		_, err = o.out.Discard(1)
	}
	if err != nil {
		return object{}, o.died(err)
	}
	return got, nil
}

// died explains why a reply did not come. The process is over, or useless.
func (o *objects) died(cause error) error {
	if o.ctx.Err() != nil {
		return o.ctx.Err()
	}
	if !errors.Is(cause, io.EOF) {
		o.cmd.Process.Kill()
	}
	if err := o.cmd.Wait(); err != nil && errors.Is(cause, io.EOF) {
		cause = err
	}
	return gitFailed("cat-file", cause, o.stderr.String())
}

package revision

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"syscall"
)

// openRegular opens a file below a folder. It never blocks on a pipe, never follows a link out of
// the folder, and refuses what is not a regular file.
func openRegular(root *os.Root, path string) (*os.File, fs.FileInfo, error) {
	f, err := root.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a regular file", printable(path))
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// readRegular reads a file of at most limit bytes; tooLarge is true, and data nil, above it.
func readRegular(root *os.Root, path string, limit int64) (data []byte, tooLarge bool, err error) {
	f, info, err := openRegular(root, path)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	if info.Size() > limit {
		return nil, true, nil
	}
	var read bytes.Buffer
	read.Grow(int(info.Size()) + bytes.MinRead) // the size is a hint: the file may grow meanwhile
	_, err = read.ReadFrom(io.LimitReader(f, limit+1))
	if int64(read.Len()) > limit {
		return nil, true, err
	}
	return read.Bytes(), false, err
}

// hashDisk is the blob hash of the real bytes of an entry on disk: of a symbolic link, its target.
func hashDisk(root *os.Root, e entry, oidBytes int) (string, error) {
	switch {
	case e.mode.kind() == modeSymlink:
		target, err := root.Readlink(e.path)
		if err != nil {
			return "", unreadable(e.path, err)
		}
		return objectHash("blob", []byte(target), oidBytes), nil
	case !e.mode.regular():
		return "", unreadable(e.path, fmt.Errorf("it is not a regular file"))
	}
	f, info, err := openRegular(root, e.path)
	if err != nil {
		return "", unreadable(e.path, err)
	}
	defer f.Close()
	h := newHash(oidBytes)
	h.Write([]byte("blob " + strconv.FormatInt(info.Size(), 10) + "\x00"))
	if n, err := io.Copy(h, f); err != nil {
		return "", unreadable(e.path, err)
	} else if n != info.Size() {
		return "", unreadable(e.path, fmt.Errorf("it changed while it was read"))
	}
	return string(h.Sum(nil)), nil
}

// modeOf translates what a disk says into what git would store.
func modeOf(m fs.FileMode) mode {
	switch {
	case m.IsRegular():
		return modeRegular
	case m&fs.ModeSymlink != 0:
		return modeSymlink
	case m.IsDir():
		return modeTree
	default:
		return modeOther
	}
}

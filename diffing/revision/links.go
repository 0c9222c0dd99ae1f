package revision

import (
	"fmt"
	"path"
	"strings"
)

// maxLinkBytes is the longest target that Linux lets a symbolic link have.
const maxLinkBytes = 4096

// absent is the trouble of a path that holds nothing.
const absent = "it is not there"

// resolve finds the regular file that a path leads to.
func (s *side) resolve(file string) (entry, string) {
	at, trouble := s.follow(file)
	if trouble != "" {
		return entry{}, trouble
	}
	i, ok := s.files.find(at)
	switch {
	case !ok && at == file:
		return entry{}, absent
	case !ok:
		return entry{}, fmt.Sprintf("the symbolic link leads to %s, which is not there", printable(at))
	case !s.files[i].mode.regular():
		return entry{}, "it is neither a regular file nor a link to one"
	}
	return s.files[i], ""
}

// follow follows symbolic links inside the listing of the side and nowhere else: neither the disk nor
// what lies outside the tree has a say.
func (s *side) follow(at string) (to, trouble string) {
	for range 40 { // as many links as Linux follows
		link, rest, i := s.firstLink(at)
		if i < 0 {
			return at, ""
		}
		target, trouble := s.linkTarget(s.files[i])
		if trouble != "" {
			return "", trouble
		}
		at = path.Join(path.Dir(link), target, rest)
		if target == "" || path.IsAbs(target) || at == ".." || strings.HasPrefix(at, "../") {
			return "", fmt.Sprintf("the symbolic link leads to %s, outside the tree", printable(target))
		}
	}
	return "", "the symbolic links lead in a circle"
}

// firstLink finds the shortest part of a path that is a symbolic link; i is -1 where none is.
func (s *side) firstLink(file string) (link, rest string, i int) {
	for end := 0; end < len(file); end++ {
		if slash := strings.IndexByte(file[end:], '/'); slash >= 0 {
			end += slash
		} else {
			end = len(file)
		}
		if j, ok := s.files.find(file[:end]); ok && s.files[j].mode.kind() == modeSymlink {
			return file[:end], strings.TrimPrefix(file[end:], "/"), j
		}
	}
	return "", "", -1
}

func (s *side) linkTarget(e entry) (target, trouble string) {
	if e.disk {
		target, err := s.root.Readlink(e.path)
		if err != nil {
			return "", "the symbolic link cannot be read: " + clean(err.Error())
		}
		return target, ""
	}
	if data, ok := s.objects.blobs[e.oid]; ok {
		return string(data), ""
	}
	err := s.objects.get([]string{hexOf(e.oid)}, maxLinkBytes, func(_ int, got object) error {
		if got.data == nil {
			trouble = "the target of the symbolic link is missing, or longer than 4096 bytes"
			return nil
		}
		s.objects.blobs[e.oid] = got.data
		target = string(got.data)
		return nil
	})
	if err != nil {
		return "", "the symbolic link cannot be read: " + clean(err.Error())
	}
	return target, trouble
}

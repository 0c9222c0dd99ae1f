package catalog

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/module"

	"github.com/soakgate/soakgate/diffing"
)

func TestEmbeddedTables(t *testing.T) {
	for _, f := range []struct {
		name, text string
		check      func([2]string) error
	}{{"families.txt", familyText, checkFamily}, {"renames.txt", renameText, checkRename}} {
		pairs, err := parsePairs(file{f.name, f.text}, f.check)
		if err != nil {
			t.Error(err)
		}
		if len(pairs) < 70 {
			t.Errorf("%s: only %d lines", f.name, len(pairs))
		}
	}
}

func TestFamily(t *testing.T) {
	tests := []struct {
		a, b   string
		same   bool
		reason string
	}{
		{"go.opentelemetry.io/otel", "go.opentelemetry.io/otel/exporters/otlp/otlptrace", true, "one release of one repository"},
		{"go.opentelemetry.io/otel/sdk", "go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp", true, "contrib follows each release of the API"},
		{"go.opentelemetry.io/otel", "go.opentelemetry.io/collector/pdata", false, "the collector has its own releases"},
		{"github.com/DataDog/dd-trace-go/v2", "github.com/DataDog/dd-trace-go/contrib/net/http/v2", true, "whatever the majors"},
		{"github.com/aws/aws-sdk-go-v2", "github.com/aws/aws-sdk-go-v2/service/s3", true, "core and services"},
		{"github.com/aws/smithy-go", "github.com/aws/aws-sdk-go-v2", true, "the runtime of the SDK"},
		{"k8s.io/api", "k8s.io/client-go", true, "released with the cluster"},
		{"k8s.io/api", "k8s.io/klog/v2", false, "a logger with its own releases"},
		{"cloud.google.com/go/storage", "cloud.google.com/go", true, "one repository"},
		{"gorm.io/gorm", "gorm.io/driver/mysql", true, "the dialect follows the mapper"},
		{"github.com/jackc/pgx/v5", "github.com/jackc/puddle/v2", true, "the driver and its pool"},
		{"github.com/redis/go-redis/v9", "github.com/redis/go-redis/extra/redisotel/v9", true, "the client and its hooks"},
		{"google.golang.org/grpc", "google.golang.org/protobuf", false, "two projects of one host"},
		{"go.uber.org/zap", "go.uber.org/fx", false, "one owner, separate projects"},
	}
	for _, tt := range tests {
		a, b := Lookup(tt.a).Family, Lookup(tt.b).Family
		if same := a != "" && a == b; same != tt.same {
			t.Errorf("%s is of %q, %s is of %q; same = %v, want %v: %s", tt.a, a, tt.b, b, same, tt.same, tt.reason)
		}
	}
}

func TestFamilyOfUnlisted(t *testing.T) {
	if got := Lookup("k8s.io/client-go/future/v3").Family; got != "kubernetes" {
		t.Errorf("family %q, want kubernetes: families hold for modules to come", got)
	}
}

func TestPairErrors(t *testing.T) {
	tests := []struct {
		name, in, want string
		check          func([2]string) error
	}{
		{"one column", "example.com/a/...", "t:1:1: 1 columns, expected 2", checkFamily},
		{"not a prefix", "example.com/a family", "a family is a prefix", checkFamily},
		{"tail", "example.com/a/.../b family", "a family is a prefix", checkFamily},
		{"twice", "example.com/a/... x\nexample.com/a/... y", "t:2:1: example.com/a/... is listed already in line 1", checkFamily},
		{"rename with major", "example.com/a/v2 example.com/b", "without a major version", checkRename},
		{"rename of a prefix", "example.com/a/... example.com/b", "without a major version", checkRename},
		{"rename to itself", "example.com/a example.com/a", "moves to another path", checkRename},
	}
	for _, tt := range tests {
		_, err := parsePairs(file{"t", tt.in}, tt.check)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestRelocated(t *testing.T) {
	tests := []struct {
		old, new string
		want     bool
		reason   string
	}{
		{"github.com/Shopify/sarama", "github.com/IBM/sarama", true, "the owner changed"},
		{"github.com/IBM/sarama", "github.com/Shopify/sarama", true, "a change can also be taken back"},
		{"github.com/mitchellh/mapstructure", "github.com/go-viper/mapstructure/v2", true, "owner and major"},
		{"gopkg.in/yaml.v2", "gopkg.in/yaml.v3", true, "majors of gopkg.in"},
		{"gopkg.in/yaml.v3", "go.yaml.in/yaml/v3", true, "the successor"},
		{"gopkg.in/DataDog/dd-trace-go.v1", "github.com/DataDog/dd-trace-go/v2", true, "the second major left gopkg.in"},
		{"github.com/go-redis/redis/v8", "github.com/redis/go-redis/v9", true, "the owner and the name changed"},
		{"github.com/dgrijalva/jwt-go", "github.com/golang-jwt/jwt/v5", true, "the successor"},
		{"github.com/satori/go.uuid", "github.com/gofrs/uuid/v5", true, "the successor"},
		{"github.com/armon/go-metrics", "github.com/hashicorp/go-metrics", true, "the owner changed"},
		{"github.com/Sirupsen/logrus", "github.com/sirupsen/logrus", true, "the spelling changed"},
		{"github.com/coreos/etcd/client", "go.etcd.io/etcd/client", true, "prefixes keep what follows"},
		{"github.com/jackc/pgx/v4", "github.com/jackc/pgx/v5", true, "two majors"},
		{"github.com/jackc/pgx/v5", "github.com/jackc/pgx/v5", false, "one path"},
		{"github.com/sirupsen/logrus", "go.uber.org/zap", false, "another project, however similar"},
		{"go.opencensus.io", "go.opentelemetry.io/otel", false, "a replacement, not a move"},
		{"github.com/Shopify/saramax", "github.com/IBM/saramax", false, "prefixes end at path elements"},
	}
	for _, tt := range tests {
		if got := relocated(t, tt.old, tt.new); got != tt.want {
			t.Errorf("%s to %s: relocated is %v, want %v: %s", tt.old, tt.new, got, tt.want, tt.reason)
		}
	}
}

// relocated compares a go.mod that requires one path with a go.mod that requires the other.
func relocated(t *testing.T, from, to string) bool {
	t.Helper()
	sides, problems := diffing.ParseSides(requiring(from), requiring(to))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	changes := diffing.Diff(sides, Renames()).Changes
	return len(changes) == 1 && changes[0].Kind == diffing.KindRelocated
}

func requiring(path string) diffing.Tree {
	version := "v1.0.0"
	if _, major, ok := module.SplitPathVersion(path); ok && major != "" {
		version = module.PathMajorPrefix(major) + ".0.0"
	}
	text := "module example.com/m\n\ngo 1.25.0\n\nrequire " + path + " " + version + "\n"
	return diffing.Tree{Files: []diffing.File{{Path: "go.mod", Data: []byte(text)}}}
}

// TestRenames holds the table to what its readers rely on: sorted, no prefix inside another one, and
// no project that moved more than twice.
func TestRenames(t *testing.T) {
	table := Renames()
	if !slices.IsSortedFunc(table, func(a, b diffing.Rename) int { return strings.Compare(a.From, b.From) }) {
		t.Error("not sorted by From")
	}
	for _, r := range table {
		moves, at := 0, r.From
		for _, s := range table {
			if r.From != s.From && within(r.From, s.From) {
				t.Errorf("%s lies below %s: which of the two holds?", r.From, s.From)
			}
		}
		for next := step(table, at); next != at && moves < 5; next = step(table, at) {
			moves, at = moves+1, next
		}
		if moves > 2 {
			t.Errorf("%s moved %d times, want at most 2; point it at the last path", r.From, moves)
		}
	}
}

func step(table []diffing.Rename, path string) string {
	for _, r := range table {
		if within(path, r.From) {
			return r.To + path[len(r.From):]
		}
	}
	return path
}

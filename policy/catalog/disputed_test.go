package catalog

// disputed are rows of testdata/labelled.csv whose class the catalogue does not follow, and why. Their
// radius is not in dispute.
var disputed = map[string]string{
	"github.com/envoyproxy/protoc-gen-validate": "it generates checks of messages, over any transport: validation, as protovalidate is",
	"github.com/fullstorydev/grpcurl":           "a command-line program that no service links: cli-util",
	"github.com/oapi-codegen/runtime":           "the generator is tooling, its runtime binds parameters in the server: http-server",
	"github.com/pion/stun/v3":                   "STUN finds network paths and encrypts nothing: networking",
	"github.com/puzpuzpuz/xsync/v3":             "its /v4 is labelled runtime-memory, and a major version does not change what it is",
	"github.com/redis/rueidis/mock":             "a fake client for tests: test-only",
	"github.com/signalfx/splunk-otel-go/build":  "build tasks trace nothing: linter-tooling, as go.opentelemetry.io/contrib/tools is",
	"github.com/valyala/bytebufferpool":         "a process-wide pool that keeps memory is the definition of runtime-memory",
	"github.com/vincent-petithory/dataurl":      "it parses data: URLs and knows no database: serialization",
	"go.elastic.co/apm/v2/tools":                "pins tools and traces nothing: linter-tooling, as go.opentelemetry.io/contrib/tools is",
	"google.golang.org/api":                     "generated clients of one cloud, with its authentication: cloud-sdk",
	"google.golang.org/grpc/gcp/observability":  "its whole purpose is telemetry of calls: apm-tracing",
	"gopkg.in/dnaeon/go-vcr.v4":                 "replays recorded answers in tests: test-only",
}

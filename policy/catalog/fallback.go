package catalog

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/soakgate/soakgate/policy"
)

// rule says what a word in a module path stands for.
type rule struct {
	class  policy.Class
	radius policy.Radius
	// words are compared whole; "otel*" stands for every word that begins so, "*sql" for one that
	// ends so. A star needs at least one letter.
	words string
}

// nameRules make a module less than medium, so they are asked for its name only: an account that is
// called "tools" says nothing about what it publishes.
var nameRules = []rule{
	{policy.ClassTestOnly, policy.RadiusLow, "test tests testing testutil testutils testkit mock mocks *mock fixtures example examples"},
	{policy.ClassLinter, policy.RadiusLow, "lint linter linters *lint *linter gofmt codegen tools tooling"},
	{policy.ClassCLI, policy.RadiusLow, "cmd cli color colors ansi tty tablewriter progressbar spinner pflag"},
}

// wordRules are asked in this order, from what harms a whole process to what harms one request. Words
// that tell a wrapper come first: otelredis is tracing, not a cache.
var wordRules = []rule{
	{policy.ClassAPMTracing, policy.RadiusHigh, "otel otel* opentelemetry apm apm* tracing tracer trace traces dd ddtrace datadog newrelic nr* nrelic skywalking jaeger zipkin opentracing opencensus instana dynatrace appdynamics sentry sentry* honeycomb beeline lightstep xray pinpoint elasticapm telemetry observability instrumentation bugsnag rollbar honeybadger airbrake raygun"},
	{policy.ClassProfiling, policy.RadiusHigh, "pprof profiler profiling pyroscope profile"},
	{policy.ClassCollector, policy.RadiusHigh, "collector agent"},
	{policy.ClassMetrics, policy.RadiusHigh, "metrics metric prometheus prom statsd *statsd influx graphite promauto"},
	{policy.ClassCache, policy.RadiusHigh, "redis redis* rueidis redigo memcache memcached cache cache* *cache valkey rediscache groupcache"},
	{policy.ClassQueue, policy.RadiusHigh, "kafka kafka* nats amqp rabbitmq rabbit pulsar mqtt nsq sqs sarama jetstream zeromq zmq *mq queue pubsub eventbus rocketmq stomp"},
	{policy.ClassORM, policy.RadiusHigh, "orm gorm xorm sqlx ent bun sqlbuilder"},
	{policy.ClassDatabase, policy.RadiusHigh, "sql *sql sql* postgres pgx pg pq mysql mysql* mongo mongodb cassandra gocql clickhouse sqlite sqlite* duckdb elasticsearch opensearch elastic couchbase couchdb dynamodb neo4j bolt bbolt badger leveldb rocksdb pebble database db *db oracle mssql snowflake arangodb"},
	{policy.ClassRPC, policy.RadiusHigh, "grpc grpc* *grpc rpc rpc* *rpc thrift twirp connect dubbo* kratos"},
	{policy.ClassTLS, policy.RadiusHigh, "tls *tls certmagic autocert spiffe x509 pki"},
	{policy.ClassAuthCrypto, policy.RadiusHigh, "jwt jose oauth oauth2 oidc auth auth* crypto saml ldap kerberos *krb5 session sessions csrf vault kms passwd bcrypt argon2"},
	{policy.ClassHTTPServer, policy.RadiusHigh, "websocket websockets mux *mux router middleware fasthttp gin echo fiber chi graphql gql* http2 server httpserver cors sse socketio"},
	{policy.ClassHTTPClient, policy.RadiusHigh, "httpclient resty retryablehttp retryhttp hystrix circuitbreaker breaker roundtripper"},
	{policy.ClassNetworking, policy.RadiusHigh, "quic tcp udp dns mdns webrtc socks5 proxy netpoll net vpn wireguard ssh sftp libp2p p2p network multiaddr http"},
	{policy.ClassDiscovery, policy.RadiusHigh, "consul etcd zookeeper eureka nacos discovery raft memberlist serf"},
	{policy.ClassLogging, policy.RadiusHigh, "log logs logger logging *log slog* zap zap* lumberjack gelf fluent logrus zerolog logr *logr glog klog sinks"},
	{policy.ClassRuntime, policy.RadiusHigh, "automaxprocs memlimit goid goroutine deadlock mmap allocator arena runtime ebpf bpf"},
	{policy.ClassSerializer, policy.RadiusHigh, "protobuf proto proto* msgpack msgp cbor avro flatbuffers parquet arrow codec encoding"},
	{policy.ClassScheduler, policy.RadiusHigh, "cron *cron scheduler worker workers workerpool jobs task* workflow workflows temporal"},
	{policy.ClassCloudSDK, policy.RadiusHigh, "s3 storage blob *store bucket minio"},
	{policy.ClassScheduler, policy.RadiusMedium, "pool job saga retry backoff ratelimit limiter"},
	{policy.ClassOrchestrator, policy.RadiusMedium, "kubernetes k8s kube kube* docker containerd helm terraform podman operator runc oci"},
	{policy.ClassCloudSDK, policy.RadiusMedium, "aws azure gcp sdk cloud api client"},
	{policy.ClassSerializer, policy.RadiusMedium, "json *json json* yaml toml xml bson csv zstd snappy lz4 gzip brotli compress"},
	{policy.ClassConfig, policy.RadiusMedium, "config *config conf env dotenv viper settings feature flagd"},
	{policy.ClassValidation, policy.RadiusMedium, "validator validate validation jsonschema schema openapi swagger"},
	{policy.ClassTemplate, policy.RadiusMedium, "template templates html markdown pdf css ui"},
	{policy.ClassArchive, policy.RadiusMedium, "git *git archive tar zip unzip"},
	{policy.ClassTypes, policy.RadiusMedium, "types spec specs semconv models"},
	{policy.ClassAlgorithm, policy.RadiusMedium, "uuid ulid xid hash murmur3 xxhash levenshtein semver version math decimal bloom bitset btree heap set sort strutil slices maps geo time humanize base58 radix trie lru"},
}

// guess classifies a path without major versions by its words; see the package documentation.
func guess(path string) policy.Classification {
	owner, name := splitOwner(path)
	named, owning := words(name), words(account(owner))
	for _, asked := range []struct {
		rules []rule
		words []string
		where string
	}{{nameRules, named, "name"}, {wordRules, named, "name"}, {wordRules, owning, "owner's name"}} {
		for _, r := range asked.rules {
			if w, ok := r.match(asked.words); ok {
				return policy.Classification{Class: r.class, Radius: r.radius,
					Reason: fmt.Sprintf("nobody listed this module; the word %q in its %s stands for %s", w, asked.where, r.class)}
			}
		}
	}
	return policy.Classification{Class: policy.ClassUnknown, Radius: policy.RadiusMedium,
		Reason: "nobody listed this module, and no word of its path says what it does"}
}

// match returns the first word of a path that the rule knows.
func (r rule) match(path []string) (word string, ok bool) {
	for _, w := range path {
		for known := range strings.FieldsSeq(r.words) {
			if wordMatches(known, w) {
				return w, true
			}
		}
	}
	return "", false
}

func wordMatches(known, word string) bool {
	if stem, ok := strings.CutSuffix(known, "*"); ok {
		return len(word) > len(stem) && strings.HasPrefix(word, stem)
	}
	if stem, ok := strings.CutPrefix(known, "*"); ok {
		return len(word) > len(stem) && strings.HasSuffix(word, stem)
	}
	return known == word
}

// words cuts a path into lower-case words, last path element first: what a module is called says
// more about it than where it lies.
func words(path string) []string {
	var out []string
	for path != "" {
		at := strings.LastIndexByte(path, '/')
		out = append(out, elementWords(path[at+1:])...)
		path = path[:max(at, 0)]
	}
	return out
}

// elementWords cuts at "-", "_", ".", "~" and before an upper-case letter that follows a lower-case one.
func elementWords(element string) []string {
	var out []string
	start, previous := 0, rune(0)
	cut := func(end int) {
		if end > start {
			out = append(out, strings.ToLower(element[start:end]))
		}
	}
	for i, r := range element {
		switch {
		case strings.ContainsRune("-_.~", r):
			cut(i)
			start = i + 1
		case unicode.IsUpper(r) && unicode.IsLower(previous):
			cut(i)
			start = i
		}
		previous = r
	}
	cut(len(element))
	return out
}

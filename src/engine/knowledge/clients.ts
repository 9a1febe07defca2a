/** A type that keeps connections open for the next request, by import path and name. */
export interface Transport {
  /** Fields that end idle connections, or keep none, once they are set. */
  readonly ends: readonly string[];
}

export const transports: ReadonlyMap<string, Transport> = new Map([
  ['net/http.Transport', { ends: ['IdleConnTimeout', 'DisableKeepAlives'] }],
  ['golang.org/x/net/http2.Transport', { ends: ['IdleConnTimeout', 'ConnPool'] }],
]);

/** Where these types come from: whoever makes one imports its package. */
export const transportPackages: readonly string[] = ['net/http', 'golang.org/x/net/http2'];

/** Calls that send a request through their receiver, by full name. */
export const requestCalls: ReadonlySet<string> = new Set([
  '(*net/http.Client).Do',
  '(*net/http.Client).Get',
  '(*net/http.Client).Head',
  '(*net/http.Client).Post',
  '(*net/http.Client).PostForm',
  '(*net/http.Transport).RoundTrip',
  '(net/http.RoundTripper).RoundTrip',
  '(*golang.org/x/net/http2.Transport).RoundTrip',
]);

/** Calls that end the connections that a transport keeps. */
export const idleClosers: ReadonlySet<string> = new Set([
  '(*net/http.Client).CloseIdleConnections',
  '(*net/http.Transport).CloseIdleConnections',
  '(*golang.org/x/net/http2.Transport).CloseIdleConnections',
]);

/** Calls that set a transport up and keep nothing else of it. */
export const transportSettings: ReadonlySet<string> = new Set([
  '(*net/http.Transport).Clone',
  '(*net/http.Transport).RegisterProtocol',
  'golang.org/x/net/http2.ConfigureTransport',
  'golang.org/x/net/http2.ConfigureTransports',
]);

/** Functions that make a client which is there for many requests, by full name. */
export const clientMakers: ReadonlySet<string> = new Set([
  'database/sql.Open',
  'database/sql.OpenDB',
  'google.golang.org/grpc.NewClient',
  'google.golang.org/grpc.Dial',
  'google.golang.org/grpc.DialContext',
  'github.com/redis/go-redis/v9.NewClient',
  'github.com/redis/go-redis/v9.NewClusterClient',
  'github.com/redis/go-redis/v9.NewFailoverClient',
  'go.mongodb.org/mongo-driver/mongo.Connect',
  'go.mongodb.org/mongo-driver/v2/mongo.Connect',
  'github.com/segmentio/kafka-go.NewReader',
  'github.com/segmentio/kafka-go.NewWriter',
  'github.com/IBM/sarama.NewClient',
  'github.com/IBM/sarama.NewSyncProducer',
  'github.com/IBM/sarama.NewAsyncProducer',
  'github.com/twmb/franz-go/pkg/kgo.NewClient',
  'github.com/nats-io/nats.go.Connect',
  'github.com/rabbitmq/amqp091-go.Dial',
  'github.com/jackc/pgx/v5/pgxpool.New',
  'github.com/jackc/pgx/v5/pgxpool.NewWithConfig',
  'github.com/jmoiron/sqlx.Open',
  'github.com/jmoiron/sqlx.Connect',
  'go.etcd.io/etcd/client/v3.New',
  'cloud.google.com/go/storage.NewClient',
  'cloud.google.com/go/pubsub.NewClient',
  'cloud.google.com/go/bigquery.NewClient',
  'cloud.google.com/go/firestore.NewClient',
  'cloud.google.com/go/spanner.NewClient',
  'github.com/docker/docker/client.NewClientWithOpts',
]);

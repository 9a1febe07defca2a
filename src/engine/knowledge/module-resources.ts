import type { Resource } from './resources.js';

const rowsOfDatabase = { release: ['(*database/sql.Rows).Close'], exhausted: ['(*database/sql.Rows).Next'] };
const endPgx = ['(github.com/jackc/pgx/v5.Tx).Commit', '(github.com/jackc/pgx/v5.Tx).Rollback'];
const rowsOfPgx = {
  release: ['(github.com/jackc/pgx/v5.Rows).Close'],
  exhausted: ['(github.com/jackc/pgx/v5.Rows).Next'],
};
const closeRedis = ['(*github.com/redis/go-redis/v9.Client).Close'];
const endSqlx = ['(*database/sql.Tx).Commit', '(*database/sql.Tx).Rollback'];
const rowsOfSqlx = { release: ['(*database/sql.Rows).Close'], exhausted: ['(*database/sql.Rows).Next'] };

const peers: readonly Resource[] = [
  {
    acquire: ['google.golang.org/grpc.NewClient', 'google.golang.org/grpc.Dial', 'google.golang.org/grpc.DialContext'],
    release: ['(*google.golang.org/grpc.ClientConn).Close'],
    holds: 'connection',
  },
  {
    acquire: ['(*github.com/gorilla/websocket.Dialer).Dial', '(*github.com/gorilla/websocket.Dialer).DialContext'],
    release: ['(*github.com/gorilla/websocket.Conn).Close'],
    holds: 'connection',
  },
  {
    acquire: ['(*github.com/gorilla/websocket.Upgrader).Upgrade', 'github.com/gorilla/websocket.Upgrade'],
    release: ['(*github.com/gorilla/websocket.Conn).Close'],
    holds: 'connection',
  },
  {
    acquire: ['golang.org/x/net/websocket.Dial', 'golang.org/x/net/websocket.DialConfig'],
    release: ['(*golang.org/x/net/websocket.Conn).Close'],
    holds: 'connection',
  },
  {
    acquire: ['github.com/coder/websocket.Dial', 'github.com/coder/websocket.Accept'],
    release: ['(*github.com/coder/websocket.Conn).Close', '(*github.com/coder/websocket.Conn).CloseNow'],
    holds: 'connection',
  },
  {
    acquire: ['golang.org/x/net/netutil.LimitListener'],
    release: ['(net.Listener).Close'],
    holds: 'descriptor',
    wraps: 0,
  },
  {
    acquire: [
      '(*golang.org/x/net/http2.Transport).RoundTrip',
      ...['Do', 'Get', 'Head', 'Post', 'PostForm'].map((name) => `golang.org/x/net/context/ctxhttp.${name}`),
    ],
    field: 'Body',
    release: ['(io.Closer).Close'],
    holds: 'connection',
    drained: true,
  },
  {
    acquire: ['golang.org/x/crypto/ssh.Dial'],
    release: ['(*golang.org/x/crypto/ssh.Client).Close'],
    holds: 'connection',
  },
  {
    acquire: ['(*golang.org/x/crypto/ssh.Client).NewSession'],
    release: ['(*golang.org/x/crypto/ssh.Session).Close'],
    holds: 'goroutine',
  },
  {
    acquire: ['github.com/pkg/sftp.NewClient'],
    release: ['(*github.com/pkg/sftp.Client).Close'],
    holds: 'goroutine',
  },
  {
    acquire: [
      ...['(*github.com/pkg/sftp.Client).Open', '(*github.com/pkg/sftp.Client).OpenFile'],
      '(*github.com/pkg/sftp.Client).Create',
    ],
    release: ['(*github.com/pkg/sftp.File).Close'],
    holds: 'descriptor',
  },
  {
    acquire: ['(*k8s.io/client-go/rest.Request).Stream'],
    release: ['(io.Closer).Close'],
    holds: 'connection',
    context: 1,
  },
  {
    acquire: ['(*k8s.io/client-go/rest.Request).Watch'],
    release: ['(k8s.io/apimachinery/pkg/watch.Interface).Stop'],
    holds: 'goroutine',
    context: 1,
  },
  {
    acquire: ['github.com/docker/docker/client.NewClientWithOpts'],
    release: ['(*github.com/docker/docker/client.Client).Close'],
    holds: 'connection',
  },
];

const databases: readonly Resource[] = [
  { acquire: ['github.com/redis/go-redis/v9.NewClient'], release: closeRedis, holds: 'connection' },
  { acquire: ['github.com/redis/go-redis/v9.NewFailoverClient'], release: closeRedis, holds: 'connection' },
  {
    acquire: ['github.com/redis/go-redis/v9.NewClusterClient', 'github.com/redis/go-redis/v9.NewFailoverClusterClient'],
    release: ['(*github.com/redis/go-redis/v9.ClusterClient).Close'],
    holds: 'connection',
  },
  {
    acquire: ['github.com/redis/go-redis/v9.NewRing'],
    release: ['(*github.com/redis/go-redis/v9.Ring).Close'],
    holds: 'connection',
  },
  {
    acquire: ['github.com/redis/go-redis/v9.NewUniversalClient'],
    release: ['(github.com/redis/go-redis/v9.UniversalClient).Close'],
    holds: 'connection',
  },
  {
    acquire: [
      ...['Client', 'ClusterClient', 'Ring'].flatMap((type) =>
        ['Subscribe', 'PSubscribe', 'SSubscribe'].map((name) => `(*github.com/redis/go-redis/v9.${type}).${name}`),
      ),
      '(github.com/redis/go-redis/v9.UniversalClient).Subscribe',
      '(github.com/redis/go-redis/v9.UniversalClient).PSubscribe',
      '(github.com/redis/go-redis/v9.UniversalClient).SSubscribe',
    ],
    release: ['(*github.com/redis/go-redis/v9.PubSub).Close'],
    holds: 'connection',
  },
  {
    acquire: ['(*github.com/redis/go-redis/v9.Client).Conn'],
    release: ['(*github.com/redis/go-redis/v9.Conn).Close'],
    holds: 'connection',
  },
  {
    acquire: [
      'github.com/jmoiron/sqlx.Open',
      'github.com/jmoiron/sqlx.Connect',
      'github.com/jmoiron/sqlx.ConnectContext',
    ],
    release: ['(*database/sql.DB).Close'],
    holds: 'connection',
  },
  {
    acquire: ['(*github.com/jmoiron/sqlx.DB).Beginx', '(*github.com/jmoiron/sqlx.DB).MustBegin'],
    release: endSqlx,
    holds: 'transaction',
  },
  { acquire: ['(*github.com/jmoiron/sqlx.DB).BeginTxx'], release: endSqlx, holds: 'transaction', context: 1 },
  {
    acquire: [
      ...['(*github.com/jmoiron/sqlx.DB).Queryx', '(*github.com/jmoiron/sqlx.DB).NamedQuery'],
      ...['(*github.com/jmoiron/sqlx.Tx).Queryx', '(*github.com/jmoiron/sqlx.Tx).NamedQuery'],
      ...['(*github.com/jmoiron/sqlx.Stmt).Queryx', '(*github.com/jmoiron/sqlx.NamedStmt).Queryx'],
    ],
    ...rowsOfSqlx,
    holds: 'connection',
  },
  {
    acquire: [
      ...['(*github.com/jmoiron/sqlx.DB).QueryxContext', '(*github.com/jmoiron/sqlx.DB).NamedQueryContext'],
      ...['(*github.com/jmoiron/sqlx.Tx).QueryxContext', '(*github.com/jmoiron/sqlx.Stmt).QueryxContext'],
    ],
    ...rowsOfSqlx,
    holds: 'connection',
    context: 1,
  },
  { acquire: ['(*gorm.io/gorm.DB).Rows'], ...rowsOfDatabase, holds: 'connection' },
  {
    acquire: ['github.com/jackc/pgx/v5.Connect', 'github.com/jackc/pgx/v5.ConnectConfig'],
    release: ['(*github.com/jackc/pgx/v5.Conn).Close'],
    holds: 'connection',
  },
  {
    acquire: ['github.com/jackc/pgx/v5/pgxpool.New', 'github.com/jackc/pgx/v5/pgxpool.NewWithConfig'],
    release: ['(*github.com/jackc/pgx/v5/pgxpool.Pool).Close'],
    holds: 'connection',
  },
  {
    acquire: ['(*github.com/jackc/pgx/v5/pgxpool.Pool).Acquire'],
    release: ['(*github.com/jackc/pgx/v5/pgxpool.Conn).Release', '(*github.com/jackc/pgx/v5/pgxpool.Conn).Hijack'],
    holds: 'connection',
  },
  {
    acquire: [
      ...['(*github.com/jackc/pgx/v5.Conn).Begin', '(*github.com/jackc/pgx/v5.Conn).BeginTx'],
      ...['(*github.com/jackc/pgx/v5/pgxpool.Pool).Begin', '(*github.com/jackc/pgx/v5/pgxpool.Pool).BeginTx'],
      ...['(*github.com/jackc/pgx/v5/pgxpool.Conn).Begin', '(*github.com/jackc/pgx/v5/pgxpool.Conn).BeginTx'],
    ],
    release: endPgx,
    holds: 'transaction',
  },
  {
    acquire: [
      ...['(*github.com/jackc/pgx/v5.Conn).Query', '(*github.com/jackc/pgx/v5/pgxpool.Pool).Query'],
      ...['(*github.com/jackc/pgx/v5/pgxpool.Conn).Query', '(github.com/jackc/pgx/v5.Tx).Query'],
    ],
    ...rowsOfPgx,
    holds: 'connection',
    context: 1,
  },
  {
    acquire: ['go.mongodb.org/mongo-driver/mongo.Connect'],
    release: ['(*go.mongodb.org/mongo-driver/mongo.Client).Disconnect'],
    holds: 'connection',
  },
  {
    acquire: [
      ...['(*go.mongodb.org/mongo-driver/mongo.Collection).Find'],
      '(*go.mongodb.org/mongo-driver/mongo.Collection).Aggregate',
    ],
    release: ['(*go.mongodb.org/mongo-driver/mongo.Cursor).Close', '(*go.mongodb.org/mongo-driver/mongo.Cursor).All'],
    exhausted: ['(*go.mongodb.org/mongo-driver/mongo.Cursor).Next'],
    holds: 'connection',
  },
  { acquire: ['go.etcd.io/bbolt.Open'], release: ['(*go.etcd.io/bbolt.DB).Close'], holds: 'descriptor' },
  {
    acquire: ['(*go.etcd.io/bbolt.DB).Begin'],
    release: ['(*go.etcd.io/bbolt.Tx).Commit', '(*go.etcd.io/bbolt.Tx).Rollback'],
    holds: 'transaction',
  },
  {
    acquire: ['go.etcd.io/etcd/client/v3.New'],
    release: ['(*go.etcd.io/etcd/client/v3.Client).Close'],
    holds: 'connection',
  },
  {
    acquire: ['github.com/syndtr/goleveldb/leveldb.OpenFile', 'github.com/syndtr/goleveldb/leveldb.Open'],
    release: ['(*github.com/syndtr/goleveldb/leveldb.DB).Close'],
    holds: 'descriptor',
  },
  {
    acquire: ['(*github.com/syndtr/goleveldb/leveldb.DB).NewIterator'],
    release: ['(github.com/syndtr/goleveldb/leveldb/util.Releaser).Release'],
    holds: 'memory',
  },
  {
    acquire: ['(*github.com/syndtr/goleveldb/leveldb.DB).GetSnapshot'],
    release: ['(*github.com/syndtr/goleveldb/leveldb.Snapshot).Release'],
    holds: 'memory',
  },
  {
    acquire: ['github.com/dgraph-io/badger/v4.Open'],
    release: ['(*github.com/dgraph-io/badger/v4.DB).Close'],
    holds: 'descriptor',
  },
  {
    acquire: ['(*github.com/dgraph-io/badger/v4.DB).NewTransaction'],
    release: ['(*github.com/dgraph-io/badger/v4.Txn).Discard', '(*github.com/dgraph-io/badger/v4.Txn).Commit'],
    holds: 'memory',
  },
  {
    acquire: ['(*github.com/dgraph-io/badger/v4.Txn).NewIterator'],
    release: ['(*github.com/dgraph-io/badger/v4.Iterator).Close'],
    holds: 'memory',
  },
  {
    acquire: ['(*github.com/cockroachdb/pebble.DB).Get'],
    result: 1,
    release: ['(io.Closer).Close'],
    holds: 'memory',
  },
  {
    acquire: ['(*github.com/cockroachdb/pebble.DB).NewIter'],
    release: ['(*github.com/cockroachdb/pebble.Iterator).Close'],
    holds: 'memory',
  },
  {
    acquire: ['(*github.com/gocql/gocql.ClusterConfig).CreateSession'],
    release: ['(*github.com/gocql/gocql.Session).Close'],
    holds: 'connection',
  },
  {
    acquire: ['(*github.com/gocql/gocql.Query).Iter'],
    release: ['(*github.com/gocql/gocql.Iter).Close'],
    holds: 'memory',
  },
];

const queues: readonly Resource[] = [
  {
    acquire: ['github.com/segmentio/kafka-go.NewReader'],
    release: ['(*github.com/segmentio/kafka-go.Reader).Close'],
    holds: 'goroutine',
  },
  {
    acquire: ['github.com/segmentio/kafka-go.NewWriter'],
    release: ['(*github.com/segmentio/kafka-go.Writer).Close'],
    holds: 'goroutine',
  },
  {
    acquire: [
      ...['github.com/segmentio/kafka-go.Dial', 'github.com/segmentio/kafka-go.DialContext'],
      ...['github.com/segmentio/kafka-go.DialLeader', '(*github.com/segmentio/kafka-go.Dialer).DialContext'],
    ],
    release: ['(*github.com/segmentio/kafka-go.Conn).Close'],
    holds: 'connection',
  },
  {
    acquire: ['github.com/IBM/sarama.NewClient'],
    release: ['(github.com/IBM/sarama.Client).Close'],
    holds: 'connection',
  },
  {
    acquire: ['github.com/IBM/sarama.NewConsumer', 'github.com/IBM/sarama.NewConsumerFromClient'],
    release: ['(github.com/IBM/sarama.Consumer).Close'],
    holds: 'goroutine',
  },
  {
    acquire: ['github.com/IBM/sarama.NewConsumerGroup', 'github.com/IBM/sarama.NewConsumerGroupFromClient'],
    release: ['(github.com/IBM/sarama.ConsumerGroup).Close'],
    holds: 'goroutine',
  },
  {
    acquire: ['(github.com/IBM/sarama.Consumer).ConsumePartition'],
    release: [
      '(github.com/IBM/sarama.PartitionConsumer).Close',
      '(github.com/IBM/sarama.PartitionConsumer).AsyncClose',
    ],
    holds: 'goroutine',
  },
  {
    acquire: ['github.com/IBM/sarama.NewSyncProducer', 'github.com/IBM/sarama.NewSyncProducerFromClient'],
    release: ['(github.com/IBM/sarama.SyncProducer).Close'],
    holds: 'goroutine',
  },
  {
    acquire: ['github.com/IBM/sarama.NewAsyncProducer', 'github.com/IBM/sarama.NewAsyncProducerFromClient'],
    release: ['(github.com/IBM/sarama.AsyncProducer).Close', '(github.com/IBM/sarama.AsyncProducer).AsyncClose'],
    holds: 'goroutine',
  },
  {
    acquire: ['github.com/twmb/franz-go/pkg/kgo.NewClient'],
    release: [
      '(*github.com/twmb/franz-go/pkg/kgo.Client).Close',
      '(*github.com/twmb/franz-go/pkg/kgo.Client).CloseAllowingRebalance',
    ],
    holds: 'goroutine',
  },
  {
    acquire: ['github.com/nats-io/nats.go.Connect', '(github.com/nats-io/nats.go.Options).Connect'],
    release: ['(*github.com/nats-io/nats.go.Conn).Close', '(*github.com/nats-io/nats.go.Conn).Drain'],
    holds: 'connection',
  },
  {
    acquire: [
      ...[
        'Subscribe',
        'QueueSubscribe',
        'SubscribeSync',
        'QueueSubscribeSync',
        'ChanSubscribe',
        'ChanQueueSubscribe',
      ].map((name) => `(*github.com/nats-io/nats.go.Conn).${name}`),
    ],
    release: [
      '(*github.com/nats-io/nats.go.Subscription).Unsubscribe',
      '(*github.com/nats-io/nats.go.Subscription).Drain',
      '(*github.com/nats-io/nats.go.Subscription).AutoUnsubscribe',
    ],
    holds: 'registration',
  },
  {
    acquire: ['github.com/rabbitmq/amqp091-go.Dial', 'github.com/rabbitmq/amqp091-go.DialConfig'],
    release: ['(*github.com/rabbitmq/amqp091-go.Connection).Close'],
    holds: 'connection',
  },
  {
    acquire: ['(*github.com/rabbitmq/amqp091-go.Connection).Channel'],
    release: ['(*github.com/rabbitmq/amqp091-go.Channel).Close'],
    holds: 'goroutine',
  },
];

const clouds: readonly Resource[] = [
  {
    acquire: ['(*github.com/aws/aws-sdk-go-v2/service/s3.Client).GetObject'],
    field: 'Body',
    release: ['(io.Closer).Close'],
    holds: 'connection',
    drained: true,
  },
  {
    acquire: [
      '(*github.com/aws/aws-sdk-go/service/s3.S3).GetObject',
      '(*github.com/aws/aws-sdk-go/service/s3.S3).GetObjectWithContext',
    ],
    field: 'Body',
    release: ['(io.Closer).Close'],
    holds: 'connection',
    drained: true,
  },
  {
    acquire: ['cloud.google.com/go/storage.NewClient'],
    release: ['(*cloud.google.com/go/storage.Client).Close'],
    holds: 'connection',
  },
  {
    acquire: [
      '(*cloud.google.com/go/storage.ObjectHandle).NewReader',
      '(*cloud.google.com/go/storage.ObjectHandle).NewRangeReader',
    ],
    release: ['(*cloud.google.com/go/storage.Reader).Close'],
    holds: 'connection',
    drained: true,
  },
  {
    acquire: ['(*cloud.google.com/go/storage.ObjectHandle).NewWriter'],
    release: ['(*cloud.google.com/go/storage.Writer).Close', '(*cloud.google.com/go/storage.Writer).CloseWithError'],
    holds: 'goroutine',
    context: 1,
  },
  {
    acquire: ['(*github.com/minio/minio-go/v7.Client).GetObject'],
    release: ['(*github.com/minio/minio-go/v7.Object).Close'],
    holds: 'goroutine',
    context: 1,
  },
];

const traces: readonly Resource[] = [
  {
    acquire: ['(go.opentelemetry.io/otel/trace.Tracer).Start'],
    result: 1,
    release: ['(go.opentelemetry.io/otel/trace.Span).End'],
    holds: 'span',
  },
  {
    acquire: ['go.opentelemetry.io/otel/sdk/trace.NewTracerProvider'],
    release: ['(*go.opentelemetry.io/otel/sdk/trace.TracerProvider).Shutdown'],
    holds: 'goroutine',
  },
  {
    acquire: ['go.opentelemetry.io/otel/sdk/metric.NewMeterProvider'],
    release: ['(*go.opentelemetry.io/otel/sdk/metric.MeterProvider).Shutdown'],
    holds: 'goroutine',
  },
  {
    acquire: [
      'github.com/opentracing/opentracing-go.StartSpan',
      '(github.com/opentracing/opentracing-go.Tracer).StartSpan',
    ],
    release: [
      '(github.com/opentracing/opentracing-go.Span).Finish',
      '(github.com/opentracing/opentracing-go.Span).FinishWithOptions',
    ],
    holds: 'span',
  },
  {
    acquire: ['github.com/opentracing/opentracing-go.StartSpanFromContext'],
    release: [
      '(github.com/opentracing/opentracing-go.Span).Finish',
      '(github.com/opentracing/opentracing-go.Span).FinishWithOptions',
    ],
    holds: 'span',
  },
  {
    acquire: ['go.opencensus.io/trace.StartSpan'],
    result: 1,
    release: ['(*go.opencensus.io/trace.Span).End'],
    holds: 'span',
  },
];

const workers: readonly Resource[] = [
  {
    acquire: ['github.com/panjf2000/ants/v2.NewPool'],
    release: ['(*github.com/panjf2000/ants/v2.Pool).Release', '(*github.com/panjf2000/ants/v2.Pool).ReleaseTimeout'],
    holds: 'goroutine',
  },
  {
    acquire: ['github.com/panjf2000/ants/v2.NewPoolWithFunc'],
    release: [
      '(*github.com/panjf2000/ants/v2.PoolWithFunc).Release',
      '(*github.com/panjf2000/ants/v2.PoolWithFunc).ReleaseTimeout',
    ],
    holds: 'goroutine',
  },
  {
    acquire: ['github.com/alitto/pond.New'],
    release: [
      ...['Stop', 'StopAndWait', 'StopAndWaitFor'].map((name) => `(*github.com/alitto/pond.WorkerPool).${name}`),
    ],
    holds: 'goroutine',
    collected: undefined,
  },
  {
    acquire: ['github.com/fsnotify/fsnotify.NewWatcher', 'github.com/fsnotify/fsnotify.NewBufferedWatcher'],
    release: ['(*github.com/fsnotify/fsnotify.Watcher).Close'],
    holds: 'goroutine',
  },
  {
    acquire: ['github.com/LK4D4/joincontext.Join', 'github.com/teivah/onecontext.Merge'],
    result: 1,
    release: ['call'],
    holds: 'goroutine',
    context: 0,
  },
  {
    acquire: ['golang.org/x/sync/errgroup.WithContext'],
    release: ['(*golang.org/x/sync/errgroup.Group).Wait'],
    holds: 'context',
    context: 0,
  },
  {
    acquire: ['(*golang.org/x/sync/semaphore.Weighted).Acquire', '(*golang.org/x/sync/semaphore.Weighted).TryAcquire'],
    argument: 0,
    release: ['(*golang.org/x/sync/semaphore.Weighted).Release'],
    holds: 'lock',
  },
];

const memory: readonly Resource[] = [
  {
    acquire: ['github.com/klauspost/compress/zstd.NewReader'],
    release: ['(*github.com/klauspost/compress/zstd.Decoder).Close'],
    holds: 'goroutine',
    drained: true,
  },
  {
    acquire: ['github.com/klauspost/compress/zstd.NewWriter'],
    release: ['(*github.com/klauspost/compress/zstd.Encoder).Close'],
    holds: 'memory',
    collected: 'always',
  },
  {
    acquire: ['github.com/klauspost/compress/s2.NewWriter'],
    release: ['(*github.com/klauspost/compress/s2.Writer).Close'],
    holds: 'goroutine',
  },
  {
    acquire: ['github.com/klauspost/pgzip.NewReader', 'github.com/klauspost/pgzip.NewReaderN'],
    release: ['(*github.com/klauspost/pgzip.Reader).Close'],
    holds: 'goroutine',
  },
  {
    acquire: [...['github.com/klauspost/pgzip.NewWriter', 'github.com/klauspost/pgzip.NewWriterLevel']],
    release: ['(*github.com/klauspost/pgzip.Writer).Close'],
    holds: 'goroutine',
  },
  {
    acquire: ['github.com/valyala/bytebufferpool.Get'],
    release: ['github.com/valyala/bytebufferpool.Put'],
    holds: 'pooled',
    collected: 'always',
  },
  {
    acquire: ['(*github.com/valyala/bytebufferpool.Pool).Get'],
    release: [{ function: '(*github.com/valyala/bytebufferpool.Pool).Put', argument: 1 }],
    holds: 'pooled',
    collected: 'always',
  },
  {
    acquire: ['github.com/valyala/fasthttp.AcquireRequest'],
    release: ['github.com/valyala/fasthttp.ReleaseRequest'],
    holds: 'pooled',
    collected: 'always',
  },
  {
    acquire: ['github.com/valyala/fasthttp.AcquireResponse'],
    release: ['github.com/valyala/fasthttp.ReleaseResponse'],
    holds: 'pooled',
    collected: 'always',
  },
  {
    acquire: ['(go.uber.org/zap/buffer.Pool).Get'],
    release: ['(*go.uber.org/zap/buffer.Buffer).Free'],
    holds: 'pooled',
    collected: 'always',
  },
  {
    acquire: ['github.com/edsrzf/mmap-go.Map', 'github.com/edsrzf/mmap-go.MapRegion'],
    release: ['(*github.com/edsrzf/mmap-go.MMap).Unmap'],
    holds: 'descriptor',
  },
  { acquire: ['golang.org/x/sys/unix.Mmap'], release: ['golang.org/x/sys/unix.Munmap'], holds: 'descriptor' },
  {
    acquire: ['golang.org/x/exp/mmap.Open'],
    release: ['(*golang.org/x/exp/mmap.ReaderAt).Close'],
    holds: 'descriptor',
    collected: 'always',
  },
];

/** What well-known modules hand out. */
export const moduleResources: readonly Resource[] = [
  ...peers,
  ...databases,
  ...queues,
  ...clouds,
  ...traces,
  ...workers,
  ...memory,
];

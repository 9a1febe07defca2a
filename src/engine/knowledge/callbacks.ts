/**
 * Functions that call back once for each thing that they find, and return when there are no more: the callback's
 * position, the receiver counted.
 */
export const iterators: ReadonlyMap<string, number> = new Map([
  ['path/filepath.Walk', 1],
  ['path/filepath.WalkDir', 1],
  ['io/fs.WalkDir', 2],
  ['(*sync.Map).Range', 1],
  ['(*container/ring.Ring).Do', 1],
  ['(*go.etcd.io/bbolt.Bucket).ForEach', 1],
]);

/** What calls a function back once for each request or message, for as long as the process serves them. */
export interface Handling {
  readonly callback: number;
  /** What comes in: `request`, `message`. */
  readonly each: 'request' | 'message';
}

const nats = (method: string, callback: number): readonly [string, Handling] => [
  `(*github.com/nats-io/nats.go.Conn).${method}`,
  { callback, each: 'message' },
];

/** By full name. */
export const handlings: ReadonlyMap<string, Handling> = new Map<string, Handling>([
  nats('Subscribe', 2),
  nats('QueueSubscribe', 3),
  ['(*cloud.google.com/go/pubsub.Subscription).Receive', { callback: 2, each: 'message' }],
  ['github.com/aws/aws-lambda-go/lambda.Start', { callback: 0, each: 'request' }],
  ['net/http.HandleFunc', { callback: 1, each: 'request' }],
  ['(*net/http.ServeMux).HandleFunc', { callback: 2, each: 'request' }],
]);

/** The parameters, as types.TypeString writes them, by which a function is known to handle one request. */
export const handlerParameters: readonly (readonly string[])[] = [
  ['net/http.ResponseWriter', '*net/http.Request'],
  ['*github.com/gin-gonic/gin.Context'],
  ['github.com/labstack/echo/v4.Context'],
  ['*github.com/gofiber/fiber/v2.Ctx'],
  ['*github.com/valyala/fasthttp.RequestCtx'],
  ['context.Context', '*github.com/hibiken/asynq.Task'],
  ['context.Context', 'github.com/aws/aws-lambda-go/events.SQSEvent'],
  ['context.Context', 'github.com/aws/aws-lambda-go/events.APIGatewayProxyRequest'],
];

/** Functions that register the methods of an argument as handlers of remote calls: its position, the receiver counted. */
export const serviceRegistrations: ReadonlyMap<string, number> = new Map([
  ['(google.golang.org/grpc.ServiceRegistrar).RegisterService', 2],
  ['(*google.golang.org/grpc.Server).RegisterService', 2],
]);

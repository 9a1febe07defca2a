/** Fields that hold what a client wrote into its request, by the struct, as types.TypeString writes it. */
export const requestFields: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['net/http.Request', new Set(['URL', 'RequestURI', 'RemoteAddr', 'Host', 'Header', 'Form', 'PostForm', 'Trailer'])],
]);

const all = (type: string, ...methods: readonly string[]) => methods.map((method) => `(${type}).${method}`);

/** Calls that yield what a client wrote into its request. The pattern of the route, the method and the status are not that. */
export const requestTexts: ReadonlySet<string> = new Set([
  ...all('*net/http.Request', 'UserAgent', 'Referer', 'FormValue', 'PostFormValue', 'PathValue'),
  ...all('*github.com/gin-gonic/gin.Context', 'Param', 'Query', 'DefaultQuery', 'PostForm', 'ClientIP', 'RemoteIP'),
  ...all('*github.com/gin-gonic/gin.Context', 'GetHeader'),
  ...all('github.com/labstack/echo/v4.Context', 'Param', 'QueryParam', 'FormValue', 'RealIP'),
  ...all('*github.com/gofiber/fiber/v2.Ctx', 'Params', 'Query', 'IP', 'Path', 'OriginalURL', 'Get'),
  ...all('*github.com/valyala/fasthttp.RequestCtx', 'Path', 'RequestURI', 'UserAgent', 'Referer', 'RemoteIP'),
  'github.com/go-chi/chi/v5.URLParam',
  'github.com/go-chi/chi.URLParam',
  'github.com/gorilla/mux.Vars',
]);

/** Packages of which functions that take a text yield one that differs as much. */
export const textPackages: ReadonlySet<string> = new Set([
  'strings',
  'fmt',
  'path',
  'net',
  'net/url',
  'net/http',
  'html',
]);

package handlers

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/swaggest/jsonschema-go"
	"github.com/swaggest/openapi-go"
	"github.com/swaggest/openapi-go/openapi31"

	"crewcheck/models"
)

// securityName is the name of the access token in the reference.
const securityName = "accessToken"

// reference is /openapi.json under its ETag, and the pages to read it.
type reference struct {
	document []byte
	tag      string
	pages    pages
}

// buildReference makes the reference from the table, when it is first asked for: to describe all routes takes longer than
// everything else at a start. A route that cannot be described is a mistake in the table and panics.
func (s *Server) buildReference() *reference {
	doc, err := s.openAPI()
	if err != nil {
		panic(fmt.Errorf("handlers: the table of routes: %w", err))
	}
	pages, err := newPages(s.routes, doc)
	if err != nil {
		panic(fmt.Errorf("handlers: the reference pages: %w", err))
	}
	return &reference{doc, ContentTag(doc), pages}
}

// Document is the OpenAPI 3.1 document of the whole table, as JSON. The caller must not change it.
func (s *Server) Document() []byte { return s.reference().document }

// serveOpenAPI answers GET /openapi.json.
func serveOpenAPI(r *Request) error {
	ref := r.API.reference()
	if r.has(ref.tag) {
		return r.notModified(ref.tag)
	}
	r.Set(fiber.HeaderETag, ref.tag)
	r.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return r.Ctx.Send(ref.document)
}

// openAPI describes the table as OpenAPI 3.1.
func (s *Server) openAPI() ([]byte, error) {
	reflector := newReflector()
	reflector.Spec.Info.WithTitle("crewcheck").WithVersion(s.cfg.Version).
		WithDescription("Service standards for delivery crews. Times are RFC 3339 in UTC with milliseconds, " +
			"dates YYYY-MM-DD in the depot's zone. Errors are application/problem+json; " +
			"their codes are listed at /docs/errors. Texts follow Accept-Language (zh-CN, en).")
	reflector.Spec.SetHTTPBearerTokenSecurity(securityName, "JWT", "the accessToken of a login")
	for i := range s.routes {
		if err := describe(reflector, &s.routes[i]); err != nil {
			return nil, fmt.Errorf("%s %s: %w", s.routes[i].Method, s.routes[i].Path, err)
		}
	}
	return json.Marshal(reflector.Spec)
}

var (
	timeType = reflect.TypeFor[models.Time]()
	dateType = reflect.TypeFor[models.Date]()
)

// newReflector knows how our types look in JSON.
func newReflector() *openapi31.Reflector {
	r := openapi31.NewReflector()
	r.DefaultOptions = append(r.DefaultOptions,
		jsonschema.InterceptDefName(func(t reflect.Type, _ string) string { return schemaName(t) }),
		jsonschema.InterceptSchema(scalarSchema),
		jsonschema.InterceptProp(requireProperty),
		jsonschema.InterceptNullability(onlyRealNulls),
	)
	r.InlineDefinition(models.Time{})
	r.InlineDefinition(models.Date(""))
	return r
}

// scalarSchema describes the types that write themselves as a text.
func scalarSchema(p jsonschema.InterceptSchemaParams) (stop bool, err error) {
	switch t := p.Value.Type(); {
	case t == timeType || t == reflect.PointerTo(timeType):
		p.Schema.AddType(jsonschema.String)
		p.Schema.WithFormat("date-time")
		return true, nil
	case t == dateType || t == reflect.PointerTo(dateType):
		p.Schema.AddType(jsonschema.String)
		p.Schema.WithFormat("date")
		return true, nil
	}
	return false, nil
}

// requireProperty marks the fields that are always there: those without omitempty.
func requireProperty(p jsonschema.InterceptPropParams) error {
	tag, ok := p.Field.Tag.Lookup("json")
	if p.Processed && ok && !strings.Contains(tag, ",omit") && p.ParentSchema != nil &&
		!slices.Contains(p.ParentSchema.Required, p.Name) {
		p.ParentSchema.Required = append(p.ParentSchema.Required, p.Name)
	}
	return nil
}

// onlyRealNulls takes null away from everything but pointers that are always written.
func onlyRealNulls(p jsonschema.InterceptNullabilityParams) {
	switch {
	case p.OmitEmpty || p.Type.Kind() != reflect.Pointer:
		p.Schema.RemoveType(jsonschema.Null)
	case p.Schema.Ref != nil:
		ref := jsonschema.Schema{Ref: p.Schema.Ref}
		p.Schema.Ref = nil
		p.Schema.AnyOf = []jsonschema.SchemaOrBool{ref.ToSchemaOrBool(), jsonschema.Null.ToSchemaOrBool()}
	}
}

var (
	packagePath  = regexp.MustCompile(`[A-Za-z0-9_./-]*\.`)
	notSchemaKey = regexp.MustCompile(`[^A-Za-z0-9]`)
)

// schemaName is the name of a type in the reference: Check, or CheckList for List[Check].
func schemaName(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := packagePath.ReplaceAllString(t.Name(), "")
	if base, of, generic := strings.Cut(name, "["); generic {
		name = of + base
	}
	if name = notSchemaKey.ReplaceAllString(name, ""); name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

var pathParameter = regexp.MustCompile(`:([A-Za-z0-9]+)`)

// openPath is a Fiber path as OpenAPI writes it.
func openPath(path string) string { return pathParameter.ReplaceAllString(path, "{$1}") }

// describe adds one route.
func describe(reflector *openapi31.Reflector, rt *Route) error {
	oc, err := reflector.NewOperationContext(rt.Method, openPath(rt.Path))
	if err != nil {
		return err
	}
	oc.SetID(rt.Name)
	oc.SetSummary(rt.Summary)
	oc.SetTags(rt.Tag)
	oc.SetDescription("Who may call: " + strings.Join(whoMayCall(rt), ", ") + ".")
	if rt.Access() != Public {
		oc.AddSecurity(securityName)
	}
	if names := pathParameter.FindAllStringSubmatch(rt.Path, -1); len(names) > 0 {
		oc.AddReqStructure(pathStruct(names))
	}
	if rt.Query != nil {
		oc.AddReqStructure(rt.Query)
	}
	if rt.Body != nil {
		oc.AddReqStructure(rt.Body, openapi.WithContentType(fiber.MIMEApplicationJSON))
	}
	for _, t := range rt.RawBody {
		oc.AddReqStructure(nil, openapi.WithContentType(t), func(cu *openapi.ContentUnit) { cu.Format = "binary" })
	}
	if err := describeAnswers(oc, rt); err != nil {
		return err
	}
	if op, ok := oc.(openapi31.OperationExposer); ok {
		op.Operation().WithMapOfAnythingItem("x-roles", whoMayCall(rt))
	}
	return reflector.AddOperation(oc)
}

// describeAnswers adds the answers and the problems of a route.
func describeAnswers(oc openapi.OperationContext, rt *Route) error {
	for status, v := range rt.Answers {
		text := http.StatusText(status)
		oc.AddRespStructure(v, openapi.WithHTTPStatus(status), func(cu *openapi.ContentUnit) { cu.Description = text })
	}
	byStatus, err := problemsOf(rt)
	if err != nil {
		return err
	}
	for status, codes := range byStatus {
		text := strings.Join(codes, ", ")
		oc.AddRespStructure(Problem{}, openapi.WithHTTPStatus(status), openapi.WithContentType(problemType),
			func(cu *openapi.ContentUnit) { cu.Description = text })
	}
	return nil
}

// whoMayCall lists the roles of a route; "anyone", "not …" and "logged-in" are no roles.
func whoMayCall(rt *Route) []string {
	switch rt.Access() {
	case Public:
		out := []string{"anyone"}
		for _, role := range rt.Never {
			out = append(out, "not "+string(role))
		}
		return out
	case LoggedIn:
		return []string{"logged-in"}
	}
	out := make([]string, 0, len(rt.Who))
	for _, role := range rt.Who {
		out = append(out, string(role))
	}
	return out
}

// pathStruct makes a struct with a field for each path parameter, for the reflector.
func pathStruct(names [][]string) any {
	fields := make([]reflect.StructField, 0, len(names))
	for i, n := range names {
		fields = append(fields, reflect.StructField{
			Name: "P" + strconv.Itoa(i), Type: reflect.TypeFor[string](),
			Tag: reflect.StructTag(`path:"` + n[1] + `" required:"true" maxLength:"64"`),
		})
	}
	return reflect.New(reflect.StructOf(fields)).Elem().Interface()
}

// kinds is the HTTP status of every listed code.
var kinds = func() map[string]int {
	out := map[string]int{}
	for _, c := range models.Codes() {
		out[c.Code] = int(c.Kind)
	}
	return out
}()

// problemsOf lists the codes that a route may answer, by status.
func problemsOf(rt *Route) (map[int][]string, error) {
	codes := []string{"internal", "request.deadline"}
	if rt.Limit >= 0 {
		codes = append(codes, "rate.limited")
	}
	if rt.Access() != Public {
		codes = append(codes, "auth.missing", "auth.invalid", "auth.expired")
	}
	if rt.Access() == ByRole || len(rt.Never) > 0 {
		codes = append(codes, "auth.forbidden")
	}
	if strings.Contains(rt.Path, ":") {
		codes = append(codes, "record.missing")
	}
	if strings.HasPrefix(rt.Path, "/api/") {
		codes = append(codes, "parameter.unknown")
	}
	if rt.Query != nil {
		codes = append(codes, "parameter.invalid")
	}
	if rt.Body != nil {
		codes = append(codes, "body.syntax", "body.invalid")
	}
	if rt.Body != nil || len(rt.RawBody) > 0 {
		codes = append(codes, "body.missing", "body.type", "body.too-large", "body.encoding")
	}
	codes = append(codes, rt.Problems...)
	slices.Sort(codes)
	out := map[int][]string{}
	for _, code := range slices.Compact(codes) {
		status, listed := kinds[code]
		if !listed {
			return nil, fmt.Errorf("problem code %q is not listed", code)
		}
		out[status] = append(out[status], code)
	}
	return out, nil
}

// statuses are the keys of m in order.
func statuses[V any](m map[int]V) []int { return slices.Sorted(maps.Keys(m)) }

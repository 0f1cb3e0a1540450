package handlers

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

func TestOpenAPI(t *testing.T) {
	t.Parallel()
	s, _ := newTestServer(t, nil)
	res, body := call(t, s, "GET", "/openapi.json", "")
	if res.StatusCode != 200 {
		t.Fatal(body)
	}
	doc, err := openapi3.NewLoader().LoadFromData([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context(), openapi3.IsOpenAPI31OrLater()); err != nil {
		t.Fatal(err)
	}
	if doc.Info.Version != "9.8.7" || !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("%s %s", doc.OpenAPI, doc.Info.Version)
	}
	t.Run("has every route of the table", func(t *testing.T) {
		for _, rt := range s.Routes() {
			item := doc.Paths.Value(openPath(rt.Path))
			if item == nil || item.GetOperation(rt.Method) == nil || item.GetOperation(rt.Method).OperationID != rt.Name {
				t.Errorf("%s %s", rt.Method, rt.Path)
			}
		}
	})
	put := doc.Paths.Value("/api/v1/ticks/{id}").Put
	t.Run("tells who may call", func(t *testing.T) {
		roles, _ := json.Marshal(put.Extensions["x-roles"])
		if string(roles) != `["driver","porter"]` || !strings.Contains(put.Description, "driver, porter") || put.Security == nil {
			t.Errorf("%s %s", roles, put.Description)
		}
		if doc.Paths.Value("/healthz").Get.Security != nil {
			t.Error("health asks for a token")
		}
	})
	t.Run("tells answers and problems by status", func(t *testing.T) {
		for status, code := range map[int]string{
			401: "auth.expired", 403: "auth.forbidden", 404: "record.missing", 409: "check.conflict", 413: "body.too-large", 422: "body.invalid", 429: "rate.limited", 500: "internal",
		} {
			r := put.Responses.Status(status)
			if r == nil || !strings.Contains(*r.Value.Description, code) || r.Value.Content[problemType] == nil {
				t.Errorf("%d %s: %+v", status, code, r)
			}
		}
		if put.Responses.Status(201).Value.Content["application/json"].Schema.Ref != "#/components/schemas/Tick" {
			t.Error("the answer's type")
		}
		if doc.Paths.Value("/api/v1/ticks").Get.Responses.Status(200).Value.Content["application/json"].Schema.Ref != "#/components/schemas/TickList" {
			t.Error("the list's type")
		}
	})
	t.Run("knows our types", func(t *testing.T) {
		schema := doc.Components.Schemas["Tick"].Value
		if p := schema.Properties["at"].Value; p.Format != "date-time" || !p.Type.Is("string") {
			t.Errorf("time: %+v", p)
		}
		if p := schema.Properties["on"].Value; p.Format != "date" || !p.Type.Is("string") {
			t.Errorf("date: %+v", p)
		}
		if p := schema.Properties["answers"].Value; !p.Type.Is("array") {
			t.Errorf("answers: %+v", p.Type)
		}
		if p := schema.Properties["best"].Value; len(p.AnyOf) != 2 || p.AnyOf[0].Ref != "#/components/schemas/TickAnswer" || !p.AnyOf[1].Value.Type.Is("null") {
			t.Errorf("what may be null: %+v", p)
		}
		if slices.Sort(schema.Required); !slices.Equal(schema.Required, []string{"at", "best", "critical", "id"}) {
			t.Errorf("required: %v", schema.Required)
		}
	})
	t.Run("knows parameters and photos", func(t *testing.T) {
		list := doc.Paths.Value("/api/v1/ticks").Get.Parameters
		if p := list.GetByInAndName("query", "limit"); p == nil || *p.Schema.Value.Max != 200 || p.Required {
			t.Errorf("limit: %+v", p)
		}
		if p := list.GetByInAndName("query", "since"); p == nil || p.Schema.Value.Format != "date-time" {
			t.Errorf("since: %+v", p)
		}
		if p := put.Parameters.GetByInAndName("path", "id"); p == nil || !p.Required {
			t.Errorf("id: %+v", p)
		}
		if doc.Paths.Value("/api/v1/photos/{sha256}").Put.RequestBody.Value.Content["image/png"] == nil {
			t.Error("photo body")
		}
	})
	t.Run("says whom a public route never serves", func(t *testing.T) {
		for _, rt := range receiptRoutes() {
			if rt.Name == "giveFeedback" && !slices.Equal(whoMayCall(&rt), []string{"anyone", "not driver", "not porter"}) {
				t.Error(whoMayCall(&rt))
			}
		}
	})
	t.Run("is spared callers who have it", func(t *testing.T) {
		if res, _ := call(t, s, "GET", "/openapi.json", "", "If-None-Match: "+res.Header.Get("ETag")); res.StatusCode != 304 {
			t.Error(res.Status)
		}
	})
}

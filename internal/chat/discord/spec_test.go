package discord

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// described is Discord's own description of its API, read once.
var described = sync.OnceValues(func() (routers.Router, error) {
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(os.Getenv("SPOTTER_SPEC"), "discord-openapi.json"))
	if err != nil {
		return nil, err
	}
	doc.Servers = openapi3.Servers{{URL: "/api/v9"}} // it is of v10; what we ask is the same in v9
	// So it says of the application's description, which the description here has as an object.
	doc.Components.Schemas["ApplicationFormPartial"].Value.Properties["description"].Value = &openapi3.Schema{Type: &openapi3.Types{"string"}}
	for _, name := range []string{"ApplicationCommandUpdateRequest", "ApplicationCommandCreateRequest"} {
		// The documentation, which counts, says that permissions are a string.
		p := doc.Components.Schemas[name].Value.Properties["default_member_permissions"]
		p.Value = &openapi3.Schema{Type: &openapi3.Types{"string", "null"}}
	}
	return gorillamux.NewRouter(doc)
})

// specification returns a check of requests against that description, or nil if SPOTTER_SPEC does
// not say where it is.
func specification(t testing.TB) func(*http.Request, []byte) error {
	if os.Getenv("SPOTTER_SPEC") == "" {
		t.Log("requests are not checked against Discord's description: SPOTTER_SPEC is not set")
		return nil
	}
	router, err := described()
	if err != nil {
		t.Fatal(err)
	}
	return func(r *http.Request, body []byte) error {
		json, err := jsonPart(r, body)
		if err != nil {
			return err
		}
		plain := r.Clone(r.Context())
		plain.Body, plain.ContentLength = io.NopCloser(bytes.NewReader(json)), int64(len(json))
		if len(json) > 0 {
			plain.Header.Set("Content-Type", "application/json")
		}
		route, params, err := router.FindRoute(plain)
		if err != nil {
			return fmt.Errorf("find %s %s: %w", r.Method, r.URL.Path, err)
		}
		return openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
			Request: plain, PathParams: params, Route: route,
			Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
		})
	}
}

// jsonPart returns the JSON of a Body: all of it, or one part beside files.
func jsonPart(r *http.Request, body []byte) ([]byte, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return body, nil
	}
	parts := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FormName() == "payload_json" {
			return io.ReadAll(part)
		}
	}
}

// The check must be able to fail.
func TestSpecification(t *testing.T) {
	check := specification(t)
	if check == nil {
		t.Skip("SPOTTER_SPEC is not set")
	}
	for _, row := range []struct {
		body string
		fine bool
	}{
		{`{"content":"x","embeds":[],"components":[]}`, true},
		{`{"content":5}`, false},
		{`{"content":"x","components":[{"type":1,"components":[{"type":2,"style":9,"label":"x"}]}]}`, false},
		{`{"content":"x","nonce":"` + strings.Repeat("x", 26) + `"}`, false},
	} {
		r := httptest.NewRequest(http.MethodPost, "/api/v9"+"/channels/1/messages", strings.NewReader(row.body))
		r.Header.Set("Content-Type", "application/json")
		if err := check(r, []byte(row.body)); (err == nil) != row.fine {
			t.Errorf("%s: %v", row.body, err)
		}
	}
}

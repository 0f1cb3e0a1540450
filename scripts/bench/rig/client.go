package rig

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/valyala/fasthttp"

	"crewcheck/models"
)

// Client calls the API of a server for everybody who has a token of it.
type Client struct {
	*fasthttp.HostClient
}

// NewClient is a client of so many connections at most.
func NewClient(s *Server, connections int) *Client {
	return &Client{&fasthttp.HostClient{Addr: s.Addr, MaxConns: connections, ReadBufferSize: 64 << 10, MaxIdleConnDuration: time.Minute}}
}

// Login gives an access token, good for a quarter of an hour. Logins are limited by address: from is one of the caller's own, where
// the server trusts it; "" is the client's.
func (c *Client) Login(phone, secret, from string) (string, error) {
	var l models.Login
	err := c.call("", "POST", "/auth/login", from, map[string]string{"phone": phone, "secret": secret}, &l)
	return l.AccessToken, err
}

// Call sends one request; every status under 300 is well. body and answer may be nil.
func (c *Client) Call(token, method, path string, body, answer any) error {
	return c.call(token, method, path, "", body, answer)
}

// CallFile posts a file as it is.
func (c *Client) CallFile(token, path, mediaType string, file []byte, answer any) error {
	return c.send(token, "POST", path, answer, func(req *fasthttp.Request) {
		req.Header.SetContentType(mediaType)
		req.SetBody(file)
	})
}

func (c *Client) call(token, method, path, from string, body, answer any) error {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	return c.send(token, method, path, answer, func(req *fasthttp.Request) {
		if from != "" {
			req.Header.Set("X-Forwarded-For", from)
		}
		if body != nil {
			req.Header.SetContentType("application/json")
			req.SetBody(text)
		}
	})
}

// send makes a request, fills it, and reads its answer.
func (c *Client) send(token, method, path string, answer any, fill func(*fasthttp.Request)) error {
	req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(res)
	req.Header.SetMethod(method)
	req.SetRequestURI("http://" + c.Addr + "/api/v1" + path)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	fill(req)
	if err := c.Do(req, res); err != nil {
		return err
	}
	if res.StatusCode() >= fasthttp.StatusMultipleChoices {
		return fmt.Errorf("%s %s: %d %.300s", method, path, res.StatusCode(), res.Body())
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(res.Body(), answer)
}

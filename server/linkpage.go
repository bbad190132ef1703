package server

import (
	"bytes"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/server/middleware"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// linkTemplate is what a link shows in a browser: a form that needs no script. The
// address of the form is the page's own.
var linkTemplate = template.Must(template.New("link").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{{.Title}}</title>
</head>
<body>
<main>
<h1>{{.Title}}</h1>
{{with .Fault}}<p role="alert"><strong>{{.}}</strong></p>
{{end}}{{if .Form}}<form method="post">
{{range .Facts}}<p>{{.}}</p>
{{end}}{{range .Fields}}<p><label>{{.Label}}<br>
<input name="{{.Name}}" type="{{.Type}}" autocomplete="{{.Complete}}" required></label></p>
{{end}}<p>{{.Advice}}</p>
<p><button type="submit">{{.Send}}</button></p>
</form>
{{end}}{{with .Done}}<p>{{.}}</p>
{{end}}</main>
</body>
</html>
`))

// linkPolicy is the page's Content-Security-Policy: nothing but its own form.
const linkPolicy = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// asksForPage reports whether a browser asks that shows the answer to a person.
func (r *request) asksForPage() bool {
	middleware.Vary(r, echo.HeaderAccept)
	return strings.Contains(r.Request().Header.Get(echo.HeaderAccept), echo.MIMETextHTML)
}

// linkOrder reads what a link is used for, and whether the page's form was sent.
func (r *request) linkOrder() (order linkOrder, form bool, err error) {
	if !strings.HasPrefix(r.Request().Header.Get(echo.HeaderContentType), echo.MIMEApplicationForm) {
		return order, false, r.decode(&order)
	}
	body, err := io.ReadAll(r.Request().Body)
	if err != nil {
		return order, true, err
	}
	sent, err := url.ParseQuery(string(body))
	if err != nil {
		return order, true, &geo.Error{Code: middleware.ErrRequest, Err: err}
	}
	return linkOrder{sent.Get("login"), sent.Get("name"), sent.Get("password")}, true, nil
}

// linkShown is what the page of a link says.
type linkShown struct {
	Lang, Title, Fault, Advice, Send, Done string
	Form                                   bool
	Facts                                  []string
	Fields                                 []field
}

// field is one that the form asks for.
type field struct{ Label, Name, Type, Complete string }

// linkForm answers with the form of a link, and with why what was sent was not
// taken; a link that opens nothing has no form.
func (r *request) linkForm(user *store.User, err error) error {
	status, page := http.StatusOK, linkShown{}
	if err != nil {
		status, page.Fault = r.linkFault(err)
	}
	if user.Role == "" {
		return r.linkPage(status, page)
	}
	page.Form, page.Send, page.Advice = true, r.texts.Text("link.send", nil), r.texts.Text("link.advice", nil)
	if user.ID == newAccount {
		page.Fields = []field{
			{r.texts.Text("account.column-login", nil), "login", "text", "username"},
			{r.texts.Text("account.column-name", nil), "name", "text", "name"},
		}
	} else {
		page.Facts = []string{r.texts.Text("link.account", text.Args{"value": text.Visible(user.Login), "want": text.Visible(user.Name)})}
	}
	page.Fields = append(page.Fields, field{r.texts.Text("link.password", nil), "password", "password", "new-password"})
	return r.linkPage(status, page)
}

// linkDone answers that the password is set.
func (r *request) linkDone(user *store.User) error {
	return r.linkPage(http.StatusOK, linkShown{Done: r.texts.Text("link.done", text.Args{"value": text.Visible(user.Login)})})
}

func (r *request) linkPage(status int, page linkShown) error {
	page.Lang, page.Title = string(r.texts.Lang()), r.texts.Text("link.title", nil)
	var b bytes.Buffer
	if err := linkTemplate.Execute(&b, page); err != nil {
		return err
	}
	header := r.Response().Header()
	header.Set("Content-Security-Policy", linkPolicy)
	header.Set("Cache-Control", "no-store")
	return r.Blob(status, exportTypes["html"], b.Bytes())
}

// linkFault is the status and the sentence of an error that a page shows; why the
// server itself failed is for the log.
func (r *request) linkFault(err error) (int, string) {
	hint(r.Response().Header(), err)
	status, e := statusOf(err)
	if status >= http.StatusInternalServerError {
		r.server.Logger.ErrorContext(r.Request().Context(), "link", "error", err)
		return status, r.texts.Explain(told(e))
	}
	return status, r.texts.Explain(err)
}

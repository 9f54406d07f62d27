//! The frame that every page stands in (header, menu, way back, heading, footer).

use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, VARY},
};
use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use crate::{Lang, Link, Visit, components::icon};

/// A page: the frame and what the handler puts into it.
///
/// Made by [`Visit::page`]. The title is `{heading} – {service} · {site}`, with `Errore: ` before it
/// when the page tells an error.
#[derive(Debug)]
pub struct Page {
    visit: Visit,
    heading: String,
    service: Option<String>,
    lead: Option<String>,
    trail: Option<Vec<(String, String)>>,
    content: Markup,
    status: StatusCode,
    error: bool,
    indexed: bool,
    kept: bool,
}

impl Page {
    pub(crate) fn new(visit: Visit, heading: String) -> Self {
        Self {
            visit,
            heading,
            service: None,
            lead: None,
            trail: Some(Vec::new()),
            content: PreEscaped(String::new()),
            status: StatusCode::OK,
            error: false,
            indexed: true,
            kept: true,
        }
    }

    /// The service the page belongs to, the second part of the title.
    #[must_use]
    pub fn service(mut self, service: impl Into<String>) -> Self {
        self.service = Some(service.into());
        self
    }

    /// The sentence under the heading.
    #[must_use]
    pub fn lead(mut self, lead: impl Into<String>) -> Self {
        self.lead = Some(lead.into());
        self
    }

    /// Adds a page between home and this one to the breadcrumb.
    #[must_use]
    pub fn under(mut self, href: impl Into<String>, text: impl Into<String>) -> Self {
        self.trail.get_or_insert_default().push((href.into(), text.into()));
        self
    }

    /// No breadcrumb: the home page.
    #[must_use]
    pub fn without_breadcrumb(mut self) -> Self {
        self.trail = None;
        self
    }

    /// What stands under the heading.
    #[must_use]
    pub fn content(mut self, content: Markup) -> Self {
        self.content = content;
        self
    }

    /// The HTTP status; 200 unless said.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The form came back with errors: the title says so and the status is 422.
    #[must_use]
    pub fn invalid(mut self) -> Self {
        self.error = true;
        self.status = StatusCode::UNPROCESSABLE_ENTITY;
        self
    }

    /// The page tells a problem: the title says so and search engines leave it out.
    #[must_use]
    pub fn problem(mut self) -> Self {
        self.error = true;
        self.indexed = false;
        self
    }

    /// Search engines leave the page out: it belongs to one person.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.indexed = false;
        self
    }

    /// The browser keeps no copy, so that its way back shows nothing to the next person. Pages for
    /// whoever has logged in are never kept anyway.
    #[must_use]
    pub fn unkept(mut self) -> Self {
        self.kept = false;
        self
    }

    fn title(&self) -> String {
        let lang = self.visit.lang;
        let mut title = if self.error { lang.t("title-error") } else { String::new() };
        if self.error {
            title.push(' ');
        }
        title.push_str(&self.heading);
        if let Some(service) = self.service.as_ref().filter(|service| **service != self.heading) {
            title.push_str(" – ");
            title.push_str(service);
        }
        title.push_str(" · ");
        title.push_str(&self.visit.web.site);
        title
    }

    fn head(&self) -> Markup {
        let Visit { lang, web, uri, .. } = &self.visit;
        let address = |lang: Lang| format!("{}{}?lang={}", web.base_url, uri.path(), lang.code());
        html! {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (self.title()) }
                meta name="description" content=(self.lead.clone().unwrap_or_else(|| lang.t("site-description")));
                meta name="theme-color" content="#0066cc";
                link rel="icon" type="image/svg+xml" href=(web::url("sigillo.svg"));
                link rel="preload" as="font" type="font/woff2" crossorigin href=(web::url("titillium-web-regular.woff2"));
                link rel="stylesheet" href=(web::url("style.css"));
                script type="module" src=(web::url("site.js")) {}
                @if self.indexed {
                    @for other in Lang::ALL { link rel="alternate" hreflang=(other.code()) href=(address(other)); }
                    link rel="alternate" hreflang="x-default" href=(format!("{}{}", web.base_url, uri.path()));
                } @else {
                    meta name="robots" content="noindex";
                }
            }
        }
    }

    fn header(&self) -> Markup {
        let Visit { lang, web, .. } = &self.visit;
        html! {
            header.it-header-wrapper {
                div.it-header-slim-wrapper {
                    div.container {
                        div.slim {
                            @match &self.visit.operator {
                                Some(operator) => {
                                    span.slim-name { (operator.name) ", " (operator.role(*lang)) }
                                }
                                None => span.slim-name { (web.chamber) }
                            }
                            (self.person())
                            nav.languages aria-label=(lang.t("language-switch")) {
                                ul {
                                    @for other in Lang::ALL {
                                        li {
                                            a href=(self.visit.in_language(other)) hreflang=(other.code()) lang=(other.code())
                                                aria-current=[(other == *lang).then_some("true")] {
                                                span aria-hidden="true" { (other.code().to_uppercase()) }
                                                span.visually-hidden { (other.name()) }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                div.it-header-center-wrapper {
                    div.container {
                        div.brand {
                            a.brand-link href="/" {
                                img.brand-mark src=(web::url("sigillo.svg")) width="48" height="48" alt="";
                                span.brand-text {
                                    span.brand-name { (web.site) }
                                    span.brand-tagline { (lang.t("site-tagline")) }
                                }
                            }
                            @if !web.nav.is_empty() {
                                button.menu-button type="button" popovertarget="menu" {
                                    (icon("it-burger", "icon-sm")) (lang.t("menu"))
                                }
                            }
                        }
                    }
                }
                @if !web.nav.is_empty() {
                    div #menu popover {
                        div.container {
                            nav aria-label=(lang.t("menu-main")) {
                                ul { @for link in &web.nav { li { (self.nav_link(link)) } } }
                            }
                            button.menu-button type="button" popovertarget="menu" popovertargetaction="hide" {
                                (icon("it-close-big", "icon-sm")) (lang.t("menu-close"))
                            }
                        }
                    }
                }
            }
        }
    }

    /// Who has logged in, with the way out; else the way in.
    fn person(&self) -> Markup {
        let Visit { lang, web, person, .. } = &self.visit;
        html! {
            @match person {
                Some(person) => {
                    div.person {
                        a.person-name href="/area-personale" {
                            span.visually-hidden { (lang.t("login-as")) " " } (person.name())
                            span.visually-hidden { ": " (lang.t("nav-personal-area")) }
                        }
                        form method="post" action="/esci" {
                            (self.visit.csrf_field())
                            button type="submit" { (lang.t("login-leave")) }
                        }
                    }
                }
                None if web.login && !self.visit.uri.path().starts_with("/accedi") => {
                    div.person { a href="/accedi" { (lang.t("login-enter")) } }
                }
                None => {}
            }
        }
    }

    fn nav_link(&self, link: &Link) -> Markup {
        let path = self.visit.uri.path();
        let here = link.href == path;
        let holds = |other: &Link| {
            let rest = path.strip_prefix(other.href.as_str());
            other.href.len() > 1 && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        // Where entries lie one below the other, the nearest counts.
        let nearest =
            self.visit.web.nav.iter().filter(|other| holds(other)).max_by_key(|other| other.href.len());
        let inside = nearest.is_some_and(|nearest| nearest.href == link.href);
        html! {
            a href=(link.href) aria-current=[if here { Some("page") } else { inside.then_some("true") }] {
                (self.visit.lang.t(link.key))
            }
        }
    }

    fn breadcrumb(&self) -> Markup {
        let lang = self.visit.lang;
        html! {
            @if let Some(trail) = &self.trail {
                nav.breadcrumb-container aria-label=(lang.t("breadcrumb")) {
                    ol.breadcrumb {
                        li.breadcrumb-item { a href="/" { (lang.t("home")) } span.separator aria-hidden="true" { "/" } }
                        @for (href, text) in trail {
                            li.breadcrumb-item { a href=(href) { (text) } span.separator aria-hidden="true" { "/" } }
                        }
                        li.breadcrumb-item.active aria-current="page" { (self.heading) }
                    }
                }
            }
        }
    }

    fn footer(&self) -> Markup {
        let Visit { lang, web, .. } = &self.visit;
        html! {
            footer.it-footer #piede tabindex="-1" {
                div.it-footer-main {
                    div.container {
                        div.footer-row {
                            p.footer-name { (web.chamber) }
                            @if !web.footer.is_empty() {
                                nav aria-label=(lang.t("footer-links")) {
                                    ul.footer-list {
                                        @for link in &web.footer { li { a href=(link.href) { (lang.t(link.key)) } } }
                                    }
                                }
                            }
                        }
                        p.footer-licence { (lang.t("footer-licence")) }
                    }
                }
            }
        }
    }
}

impl Render for Page {
    fn render(&self) -> Markup {
        let lang = self.visit.lang;
        html! {
            (DOCTYPE)
            html lang=(lang.code()) {
                (self.head())
                body {
                    div.skiplinks {
                        a.visually-hidden-focusable href="#contenuto" { (lang.t("skip-to-content")) }
                        @if !self.visit.web.footer.is_empty() {
                            a.visually-hidden-focusable href="#piede" { (lang.t("skip-to-footer")) }
                        }
                    }
                    (self.header())
                    main #contenuto tabindex="-1" {
                        div.container {
                            (self.breadcrumb())
                            h1 { (self.heading) }
                            @if let Some(lead) = &self.lead { p.lead { (lead) } }
                            (self.content)
                        }
                    }
                    (self.footer())
                }
            }
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let body = self.render().into_string();
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (CONTENT_LANGUAGE, HeaderValue::from_static(self.visit.lang.code())),
            // What one person saw is not shown again to the next one by the browser's way back.
            (
                CACHE_CONTROL,
                HeaderValue::from_static(match self.visit.person {
                    None if self.kept => "private, no-cache",
                    _ => "no-store",
                }),
            ),
            (VARY, HeaderValue::from_static("accept-language, cookie")),
        ];
        (self.status, headers, body).into_response()
    }
}

//! A page as somebody has it before them: they look, point, click, type, go back.
//!
//! Nothing here sleeps for a while in the hope that it is enough: what is to come is asked for until it is there, or the
//! test fails with what stands there instead.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::chromium::{Chromium, Event};

const PATIENCE: Duration = Duration::from_secs(30);
const AGAIN: Duration = Duration::from_millis(20);

/// How the page is shown, unless a test shows it otherwise.
const SIZE: (u32, u32) = (1280, 900);

pub struct Page<'a> {
    chromium: &'a Chromium,
    /// `http://127.0.0.1:…`
    origin: String,
    context: String,
    session: String,
}

impl<'a> Page<'a> {
    /// An empty page that shares nothing with others.
    pub fn new(chromium: &'a Chromium, origin: String) -> Self {
        let call = |session: &str, method: &str, params| {
            chromium.call(session, method, params).unwrap_or_else(|error| panic!("{error}"))
        };
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let context = text(&call("", "Target.createBrowserContext", json!({}))["browserContextId"]);
        let target = json!({ "url": "about:blank", "browserContextId": context });
        let target = text(&call("", "Target.createTarget", target)["targetId"]);
        let attached = call("", "Target.attachToTarget", json!({ "targetId": target, "flatten": true }));
        let page = Self { chromium, origin, context, session: text(&attached["sessionId"]) };
        for domain in ["Page", "Runtime", "Network", "Log"] {
            page.call(&format!("{domain}.enable"), json!({}));
        }
        // A page of which another is in front takes keys, too.
        page.call("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
        page.is_sized(SIZE.0, SIZE.1);
        page
    }

    pub fn call(&self, method: &str, params: Value) -> Value {
        self.chromium.call(&self.session, method, params).unwrap_or_else(|error| panic!("{error}"))
    }

    pub fn events(&self) -> Vec<Event> {
        // What was told before this answer is there by then.
        self.call("Runtime.evaluate", json!({ "expression": "0" }));
        self.chromium.events(&self.session)
    }

    pub fn close(self) {
        let _ = self.chromium.call("", "Target.disposeBrowserContext", json!({ "browserContextId": self.context }));
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Gives it a width and a height.
    pub fn is_sized(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Says what the system prefers: `light` or `dark`.
    pub fn is_themed(&self, theme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": theme }]);
        self.call("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Goes to an address of the server.
    pub fn open(&self, address: &str) {
        let went = self.call("Page.navigate", json!({ "url": format!("{}{address}", self.origin) }));
        assert_eq!(went.get("errorText"), None, "{address}");
        self.wait("true");
    }

    pub fn reload(&self) {
        self.look("document.documentElement.setAttribute('data-before', '')");
        self.call("Page.reload", json!({}));
        self.wait("!document.documentElement.hasAttribute('data-before')");
    }

    /// The button Back of the browser (-1), or Forward (1).
    pub fn turn(&self, by: i64) {
        let history = self.call("Page.getNavigationHistory", json!({}));
        let entry = usize::try_from(history["currentIndex"].as_i64().unwrap() + by).unwrap();
        self.call("Page.navigateToHistoryEntry", json!({ "entryId": history["entries"][entry]["id"] }));
    }

    /// The value of an expression.
    #[track_caller]
    pub fn look(&self, expression: &str) -> Value {
        self.try_look(expression).unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    fn try_look(&self, expression: &str) -> Result<Value, String> {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.chromium.call(&self.session, "Runtime.evaluate", asked)?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(details["exception"]["description"].to_string()),
            None => Ok(answer["result"]["value"].clone()),
        }
    }

    /// Waits until the page is there and an expression holds. Until it does, it may have no meaning yet.
    #[track_caller]
    pub fn wait(&self, expression: &str) {
        let whole = format!("document.readyState === 'complete' && Boolean({expression})");
        let until = Instant::now() + PATIENCE;
        let mut last = Value::Null.to_string();
        while Instant::now() < until {
            match self.try_look(&whole) {
                Ok(Value::Bool(true)) => return,
                Ok(value) => last = value.to_string(),
                Err(error) => last = error,
            }
            thread::sleep(AGAIN);
        }
        let shown = self.try_look("location.href + '\\n' + document.body.innerText");
        panic!(
            "`{expression}` does not come to hold: {last}\n{}",
            shown.unwrap_or_default().as_str().unwrap_or_default()
        );
    }

    /// Puts the pointer on the first element that a selector finds, scrolling to it where need be.
    #[track_caller]
    pub fn point(&self, selector: &str) -> (f64, f64) {
        let quoted = json!(selector);
        // Scrolling may go on for a while: where it stands twice, it stays.
        let place = format!(
            "(() => {{ const one = document.querySelector({quoted}); if (!one) return null;
                one.scrollIntoView({{ block: 'center', behavior: 'instant' }});
                const box = one.getClientRects()[0]; return box && [box.x + box.width / 2, box.y + box.height / 2]; }})()"
        );
        let until = Instant::now() + PATIENCE;
        let mut before = Value::Null;
        loop {
            let at = self.look(&place);
            if let (Some(x), Some(y)) = (at[0].as_f64(), at[1].as_f64())
                && at == before
            {
                self.call("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": x, "y": y }));
                return (x, y);
            }
            assert!(Instant::now() < until, "`{selector}` is not shown");
            before = at;
            thread::sleep(AGAIN);
        }
    }

    /// Clicks on the first element that a selector finds.
    #[track_caller]
    pub fn click(&self, selector: &str) {
        let (x, y) = self.point(selector);
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Draws over what lies between the first elements that two selectors find.
    #[track_caller]
    pub fn draw(&self, from: &str, to: &str) {
        let mouse = |kind: &str, (x, y): (f64, f64), buttons: u8| {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": buttons, "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event);
        };
        let (end, begin) = (self.point(to), self.point(from));
        mouse("mousePressed", begin, 1);
        for step in 1..=10 {
            let part = f64::from(step) / 10.0;
            mouse("mouseMoved", (begin.0 + (end.0 - begin.0) * part, begin.1 + (end.1 - begin.1) * part), 1);
        }
        mouse("mouseReleased", end, 0);
    }

    /// Presses a key: a letter or sign, `Enter` or `Escape`.
    pub fn press(&self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            "Escape" => (27, ""),
            _ => (0, key),
        };
        let down = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
        let event = |kind: &str| json!({ "type": kind, "key": key, "windowsVirtualKeyCode": code });
        let mut pressed = event(down);
        if !text.is_empty() {
            pressed["text"] = text.into();
        }
        self.call("Input.dispatchKeyEvent", pressed);
        self.call("Input.dispatchKeyEvent", event("keyUp"));
    }

    /// Types a text at once.
    pub fn enter(&self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }
}

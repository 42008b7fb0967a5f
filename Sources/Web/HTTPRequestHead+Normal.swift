// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

extension HTTPRequestHead {
    /// The head without the spaces behind its fields' values, which NIO leaves there though they are no part
    /// of them (RFC 9110 section 5.5); nil when it has none.
    var trimmed: HTTPRequestHead? {
        func isSpaced(_ value: String) -> Bool {
            value.utf8.last == UInt8(ascii: " ") || value.utf8.last == UInt8(ascii: "\t")
        }
        guard headers.contains(where: { isSpaced($0.value) }) else { return nil }
        var head = self
        head.headers = HTTPHeaders(
            headers.map { ($0.name, String(Substring($0.value).trimmingSpaces)) })
        return head
    }

    /// The head as both roads read it; nil when it is so already.
    ///
    /// That the connection ends with the request is said in one word (RFC 9110 section 7.6.1 has a list of
    /// them, in several fields, and HTTP/1.0 need not say it); what HTTP/1.0 has not is left out
    /// (RFC 9110 section 10.1.1); and the path is in its normal form.
    var normal: HTTPRequestHead? {
        let target = RequestTarget.normal(uri)
        let isLast = !isKeepAlive || asksToSwitch
        let isWord = !isLast || headers["connection"] == ["close"]
        guard target != nil || !isWord || version == .http1_0 else { return nil }
        var head = self
        if let target { head.uri = target }
        if version == .http1_0 { head.headers.remove(name: "expect") }
        if isLast { head.headers.replaceOrAdd(name: "connection", value: "close") }
        return head
    }

    /// Whether its sender asks to speak another protocol from then on (RFC 9110 section 7.8).
    ///
    /// Nobody does that here, but what follows such a request is read as none: it is the last.
    private var asksToSwitch: Bool {
        headers.contains(name: "upgrade")
            && headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What is posted to another party's server: to a URL that the configuration names, and to no other.
package struct OutboundRequest: Sendable, Hashable {
    /// Where.
    package let url: String
    /// The media type of the body.
    package let type: String
    /// The body.
    package let body: [UInt8]
    /// The most bytes that the answer may have.
    package let answerLimit: Int

    /// Makes a request.
    package init(url: String, type: String, body: [UInt8], answerLimit: Int) {
        self.url = url
        self.type = type
        self.body = body
        self.answerLimit = answerLimit
    }
}

/// What another party's server answered, free of any library.
package struct OutboundReply: Sendable, Hashable {
    /// The status code.
    package let status: Int
    /// The media type, as it was sent.
    package let type: String
    /// The body.
    package let body: [UInt8]

    /// An answer.
    package init(status: Int, type: String = "text/plain", body: [UInt8] = []) {
        self.status = status
        self.type = type
        self.body = body
    }
}

/// How others are reached; nil when no answer comes in time.
package typealias OutboundCall = @Sendable (OutboundRequest) async -> OutboundReply?

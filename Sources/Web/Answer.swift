// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Wire

/// An answer whose body is whole: a value, which either road to the network can send.
struct Answer: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: [UInt8] = []

    /// An answer in JSON.
    static func json(
        _ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Answer {
        bytes(value.canonical, type: "application/json", status: status, headers: headers)
    }

    /// An answer of bytes.
    static func bytes(
        _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Answer {
        var headers = headers
        headers[.contentType] = type
        return Answer(status: status, headers: headers, body: bytes)
    }
}

extension Response {
    /// The framework's form of an answer.
    init(_ answer: Answer) {
        self.init(
            status: answer.status, headers: answer.headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    /// An answer in JSON.
    static func json(
        _ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response { Response(.json(value, status: status, headers: headers)) }

    /// An answer of bytes.
    static func bytes(
        _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response { Response(.bytes(bytes, type: type, status: status, headers: headers)) }

    /// An answer of plain text.
    static func text(_ text: String, headers: HTTPFields = [:]) -> Response {
        bytes(Array(text.utf8), type: "text/plain; charset=utf-8", headers: headers)
    }
}

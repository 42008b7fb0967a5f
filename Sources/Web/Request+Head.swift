// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// HEAD is served wherever GET is (RFC 9110 sections 9.1 and 9.3.2), as the same thing without its content.
///
/// Whatever else the path does is done, too: a read that is an entry of the log is one by either method,
/// since what the fields say was read.
extension Request {
    /// The same request as a GET.
    var asGet: Request {
        var head = head
        head.method = .get
        return Request(head: head, body: body)
    }
}

extension Response {
    /// The same answer without its content; the fields speak of that all the same, where its length is known.
    var withoutContent: Response {
        var response = Response(status: status, headers: headers)
        response.headers[.contentLength] = body.contentLength.map(String.init)
        return response
    }
}

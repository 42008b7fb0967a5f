// SPDX-License-Identifier: Apache-2.0

import Hummingbird

extension Request {
    /// Where the next page of a table is, which has no room to say it itself (RFC 8288).
    ///
    /// - Parameter cursor: what the next page is asked for with.
    func link(toPage cursor: some CustomStringConvertible) -> String {
        let query = (uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("cursor=") }
        let all = query.map(String.init) + ["cursor=\(cursor)"]
        return "<?\(all.joined(separator: "&"))>; rel=\"next\""
    }
}

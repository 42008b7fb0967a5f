// SPDX-License-Identifier: Apache-2.0

package import Wire

extension BrokerClient {
    /// How many pages of one list are read before the program says that it is too long.
    static let largestPageCount = 10_000

    /// Reads a list page by page until it ends: `{"items":[…],"next":"<cursor>"}`.
    package mutating func list(
        _ path: String, _ parameters: [(String, String?)]
    ) async throws(ToolFailure) -> [JSONNode] {
        var items: [JSONNode] = []
        var cursor: String?
        for _ in 0..<Self.largestPageCount {
            let page = try await get(path, parameters + [("cursor", cursor)]).json()
            items += page.list("items")
            guard let next = page.text("next") else { return items }
            guard next != cursor else { break }
            cursor = next
        }
        throw ToolFailure(
            .unavailable, "The list at \(path) does not end; ask for less of it")
    }
}

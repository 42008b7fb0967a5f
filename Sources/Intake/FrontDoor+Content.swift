// SPDX-License-Identifier: Apache-2.0

import Schema
package import Signing
import Wire

extension FrontDoor {
    /// Reads the content of a message again that was let in once.
    ///
    /// - Returns: the content, and whether the message names the very version of the schema by which it
    ///   was read; nil where no schema of its type is known, or not any more.
    package func content(of jws: CompactJWS) -> (content: MessageContent, isExact: Bool)? {
        guard
            let claims = try? JSONDocument(parsing: jws.payloadBytes, limits: limits.payload).root,
            let event = claims["events"].map({ Array($0.members) })?.first,
            let name = event.name.string,
            let entry = try? catalogue.entry(event: name, payload: event.value)
        else { return nil }
        let isExact = event.value["schema"]?.string == entry.schema.id
        return (MessageContent(event.value, as: entry), isExact)
    }
}

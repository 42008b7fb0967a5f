// SPDX-License-Identifier: Apache-2.0

extension Command {
    static let addSharing = Command(
        """
        INSERT INTO sharing (p, sender, recipient, day, routed, delivered, acknowledged, answered,
        undeliverable, to_delivery, to_acknowledgement)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (p, sender, recipient, day) DO UPDATE SET
        routed = routed + excluded.routed, delivered = delivered + excluded.delivered,
        acknowledged = acknowledged + excluded.acknowledged,
        answered = answered + excluded.answered,
        undeliverable = undeliverable + excluded.undeliverable,
        to_delivery = to_delivery + excluded.to_delivery,
        to_acknowledgement = to_acknowledgement + excluded.to_acknowledgement
        """)
    static let sharing = Command(
        """
        SELECT sender, recipient, sum(routed), sum(delivered), sum(acknowledged), sum(answered),
        sum(undeliverable), sum(to_delivery), sum(to_acknowledgement)
        FROM sharing WHERE p = ? AND day BETWEEN ? AND ?
        GROUP BY sender, recipient ORDER BY sender, recipient
        """)
}

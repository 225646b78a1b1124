-- Reference DDL of the schema feedback, written by hand; for test and development, never for production.
-- The schema and its ENUM types are in the schema.sql of the family.

-- Tables

CREATE TABLE feedback.customer_reviews (
    id                      uuid                   NOT NULL DEFAULT gen_random_uuid(),
    station_id              uuid                   NOT NULL,
    booking_id              uuid                   NOT NULL,
    customer_id             uuid                   NOT NULL,
    rating                  feedback.review_rating NOT NULL,
    status                  feedback.review_status NOT NULL,
    complaint_text          text,
    improvement_suggestions text,
    left_yelp_review        boolean                NOT NULL,
    left_google_review      boolean                NOT NULL,
    external_review_date    timestamptz,
    sms_sent_at             timestamptz,
    sms_message_id          varchar(100),
    review_link             varchar(500),
    admin_notified_at       timestamptz,
    ai_escalated_at         timestamptz,
    resolved_at             timestamptz,
    resolved_by             uuid,
    resolution_notes        text,
    coupon_issued           boolean                NOT NULL,
    coupon_id               uuid,
    ip_address              varchar(45),
    user_agent              varchar(500),
    metadata                jsonb,
    created_at              timestamptz            NOT NULL DEFAULT now(),
    updated_at              timestamptz            NOT NULL DEFAULT now(),
    submitted_at            timestamptz,
    CONSTRAINT customer_reviews_pkey PRIMARY KEY (id),
    CONSTRAINT customer_reviews_booking_id_fkey FOREIGN KEY (booking_id)
        REFERENCES core.bookings (id) ON DELETE RESTRICT,
    CONSTRAINT customer_reviews_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE RESTRICT,
    CONSTRAINT customer_reviews_station_id_fkey FOREIGN KEY (station_id)
        REFERENCES identity.stations (id) ON DELETE RESTRICT,
    CONSTRAINT check_complaint_required_for_negative CHECK (
        rating IN ('great', 'good') AND complaint_text IS NULL
        OR rating IN ('okay', 'could_be_better') AND complaint_text IS NOT NULL
    )
);

CREATE TABLE feedback.discount_coupons (
    id                  uuid                   NOT NULL DEFAULT gen_random_uuid(),
    station_id          uuid                   NOT NULL,
    customer_id         uuid                   NOT NULL,
    review_id           uuid,
    coupon_code         varchar(50)            NOT NULL,
    discount_type       varchar(20)            NOT NULL,
    discount_value      integer                NOT NULL,
    description         text,
    minimum_order_cents integer                NOT NULL,
    max_uses            integer                NOT NULL,
    times_used          integer                NOT NULL,
    status              feedback.coupon_status NOT NULL,
    valid_from          timestamptz            NOT NULL DEFAULT now(),
    valid_until         timestamptz            NOT NULL,
    used_at             timestamptz,
    used_in_booking_id  uuid,
    issue_reason        varchar(100)           NOT NULL,
    issued_by           uuid,
    metadata            jsonb,
    created_at          timestamptz            NOT NULL DEFAULT now(),
    updated_at          timestamptz            NOT NULL DEFAULT now(),
    CONSTRAINT discount_coupons_pkey PRIMARY KEY (id),
    CONSTRAINT discount_coupons_coupon_code_key UNIQUE (coupon_code),
    CONSTRAINT discount_coupons_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE RESTRICT,
    CONSTRAINT discount_coupons_review_id_fkey FOREIGN KEY (review_id)
        REFERENCES feedback.customer_reviews (id) ON DELETE SET NULL,
    CONSTRAINT discount_coupons_station_id_fkey FOREIGN KEY (station_id)
        REFERENCES identity.stations (id) ON DELETE RESTRICT,
    CONSTRAINT discount_coupons_used_in_booking_id_fkey FOREIGN KEY (used_in_booking_id)
        REFERENCES core.bookings (id) ON DELETE SET NULL,
    CONSTRAINT check_discount_positive CHECK (discount_value > 0),
    CONSTRAINT check_discount_type_valid CHECK (discount_type IN ('percentage', 'fixed_amount')),
    CONSTRAINT check_max_uses_positive CHECK (max_uses > 0),
    CONSTRAINT check_min_order_non_negative CHECK (minimum_order_cents >= 0),
    CONSTRAINT check_percentage_max_100 CHECK (
        discount_type = 'percentage' AND discount_value <= 100 OR discount_type = 'fixed_amount'
    ),
    CONSTRAINT check_times_used_non_negative CHECK (times_used >= 0),
    CONSTRAINT check_times_used_within_limit CHECK (times_used <= max_uses),
    CONSTRAINT check_valid_date_range CHECK (valid_until > valid_from)
);

CREATE TABLE feedback.review_escalations (
    id                uuid        NOT NULL DEFAULT gen_random_uuid(),
    review_id         uuid        NOT NULL,
    escalation_type   varchar(50) NOT NULL,
    priority          varchar(20) NOT NULL,
    assigned_to       uuid,
    escalation_reason text        NOT NULL,
    action_taken      text,
    status            varchar(20) NOT NULL,
    resolved_at       timestamptz,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT review_escalations_pkey PRIMARY KEY (id),
    CONSTRAINT review_escalations_review_id_fkey FOREIGN KEY (review_id)
        REFERENCES feedback.customer_reviews (id) ON DELETE CASCADE
);

-- Indexes

CREATE INDEX ix_feedback_reviews_booking ON feedback.customer_reviews (booking_id);
CREATE INDEX ix_feedback_reviews_created ON feedback.customer_reviews (created_at);
CREATE INDEX ix_feedback_reviews_rating ON feedback.customer_reviews (rating);
CREATE INDEX ix_feedback_reviews_station_customer ON feedback.customer_reviews (station_id, customer_id);
CREATE INDEX ix_feedback_reviews_status ON feedback.customer_reviews (status);
CREATE UNIQUE INDEX ix_feedback_coupons_code ON feedback.discount_coupons (coupon_code);
CREATE INDEX ix_feedback_coupons_review ON feedback.discount_coupons (review_id);
CREATE INDEX ix_feedback_coupons_station_customer ON feedback.discount_coupons (station_id, customer_id);
CREATE INDEX ix_feedback_coupons_status ON feedback.discount_coupons (status);
CREATE INDEX ix_feedback_coupons_valid_until ON feedback.discount_coupons (valid_until);
CREATE INDEX ix_feedback_escalations_priority ON feedback.review_escalations (priority);
CREATE INDEX ix_feedback_escalations_review ON feedback.review_escalations (review_id);
CREATE INDEX ix_feedback_escalations_status ON feedback.review_escalations (status);

-- Views

CREATE VIEW feedback.review_analytics AS
SELECT
    station_id,
    rating,
    status,
    count(*) AS review_count,
    count(*) FILTER (WHERE left_yelp_review) AS yelp_reviews,
    count(*) FILTER (WHERE left_google_review) AS google_reviews,
    count(*) FILTER (WHERE coupon_issued) AS coupons_issued,
    count(*) FILTER (WHERE ai_escalated_at IS NOT NULL) AS escalated_count,
    avg(EXTRACT(epoch FROM submitted_at - sms_sent_at) / 3600) AS avg_response_hours,
    date_trunc('day', created_at, 'UTC') AS review_date
FROM feedback.customer_reviews
GROUP BY station_id, rating, status, date_trunc('day', created_at, 'UTC');

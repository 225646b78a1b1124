-- Reference DDL of hibachi_feedback, written by hand; for test and development databases, never for production.

-- Enums

CREATE TYPE feedback.customer_review_status AS ENUM ('pending', 'sent', 'answered', 'expired');
CREATE TYPE feedback.review_sentiment AS ENUM ('positive', 'neutral', 'negative');
CREATE TYPE feedback.review_platform AS ENUM ('google', 'yelp', 'facebook', 'tripadvisor');
CREATE TYPE feedback.coupon_kind AS ENUM ('percent', 'amount');
CREATE TYPE feedback.review_escalation_status AS ENUM ('open', 'in_progress', 'resolved', 'dismissed');
CREATE TYPE feedback.review_escalation_priority AS ENUM ('low', 'normal', 'high', 'urgent');

-- Tables

CREATE TABLE feedback.customer_reviews (
    id          uuid                            NOT NULL DEFAULT gen_random_uuid(),
    booking_id  uuid                            NOT NULL,
    status      feedback.customer_review_status NOT NULL DEFAULT 'pending',
    sent_at     timestamptz,
    answered_at timestamptz,
    rating      smallint,
    sentiment   feedback.review_sentiment,
    comment     text,
    shared_on   feedback.review_platform[]      NOT NULL DEFAULT '{}',
    metadata    jsonb                           NOT NULL DEFAULT '{}',
    created_at  timestamptz                     NOT NULL DEFAULT now(),
    updated_at  timestamptz                     NOT NULL DEFAULT now(),
    CONSTRAINT customer_reviews_pkey PRIMARY KEY (id),
    CONSTRAINT customer_reviews_booking_id_key UNIQUE (booking_id),
    CONSTRAINT customer_reviews_booking_id_fkey FOREIGN KEY (booking_id)
        REFERENCES core.bookings (id) ON DELETE CASCADE,
    CONSTRAINT ck_customer_reviews_rating CHECK (rating BETWEEN 1 AND 5),
    CONSTRAINT ck_customer_reviews_answer CHECK (
        num_nonnulls(rating, sentiment, answered_at) = CASE WHEN status = 'answered' THEN 3 ELSE 0 END
    )
);

CREATE TABLE feedback.discount_coupons (
    id          uuid                 NOT NULL DEFAULT gen_random_uuid(),
    code        varchar(40)          NOT NULL,
    kind        feedback.coupon_kind NOT NULL,
    value       numeric(10,2)        NOT NULL,
    valid_from  timestamptz          NOT NULL DEFAULT now(),
    valid_until timestamptz,
    max_uses    integer,
    used        integer              NOT NULL DEFAULT 0,
    is_active   boolean              NOT NULL DEFAULT true,
    customer_id uuid,
    review_id   uuid,
    metadata    jsonb                NOT NULL DEFAULT '{}',
    created_at  timestamptz          NOT NULL DEFAULT now(),
    updated_at  timestamptz          NOT NULL DEFAULT now(),
    CONSTRAINT discount_coupons_pkey PRIMARY KEY (id),
    CONSTRAINT discount_coupons_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE CASCADE,
    CONSTRAINT discount_coupons_review_id_fkey FOREIGN KEY (review_id)
        REFERENCES feedback.customer_reviews (id) ON DELETE SET NULL,
    CONSTRAINT ck_discount_coupons_value CHECK (value > 0 AND (kind <> 'percent' OR value <= 100)),
    CONSTRAINT ck_discount_coupons_validity CHECK (valid_until > valid_from),
    CONSTRAINT ck_discount_coupons_used CHECK (used >= 0 AND (max_uses IS NULL OR used <= max_uses))
);

CREATE TABLE feedback.review_escalations (
    id             uuid                                NOT NULL DEFAULT gen_random_uuid(),
    review_id      uuid                                NOT NULL,
    status         feedback.review_escalation_status   NOT NULL DEFAULT 'open',
    priority       feedback.review_escalation_priority NOT NULL DEFAULT 'normal',
    assigned_to_id uuid,
    resolution     text,
    resolved_at    timestamptz,
    metadata       jsonb                               NOT NULL DEFAULT '{}',
    created_at     timestamptz                         NOT NULL DEFAULT now(),
    updated_at     timestamptz                         NOT NULL DEFAULT now(),
    CONSTRAINT review_escalations_pkey PRIMARY KEY (id),
    CONSTRAINT review_escalations_review_id_key UNIQUE (review_id),
    CONSTRAINT review_escalations_review_id_fkey FOREIGN KEY (review_id)
        REFERENCES feedback.customer_reviews (id) ON DELETE CASCADE,
    CONSTRAINT review_escalations_assigned_to_id_fkey FOREIGN KEY (assigned_to_id)
        REFERENCES identity.users (id) ON DELETE SET NULL,
    CONSTRAINT ck_review_escalations_resolved CHECK (
        (status IN ('resolved', 'dismissed')) = (resolved_at IS NOT NULL)
    )
);

-- Indexes

CREATE INDEX ix_feedback_customer_reviews_status ON feedback.customer_reviews (status, created_at);
CREATE INDEX ix_feedback_customer_reviews_answered_at ON feedback.customer_reviews (answered_at);
CREATE UNIQUE INDEX discount_coupons_code_key ON feedback.discount_coupons (upper(code));
CREATE INDEX ix_feedback_discount_coupons_customer_id ON feedback.discount_coupons (customer_id);
CREATE INDEX ix_feedback_discount_coupons_review_id ON feedback.discount_coupons (review_id);
CREATE INDEX ix_feedback_review_escalations_assigned_to_id ON feedback.review_escalations (assigned_to_id);
CREATE INDEX ix_feedback_review_escalations_waiting ON feedback.review_escalations (priority DESC, created_at)
    WHERE resolved_at IS NULL;

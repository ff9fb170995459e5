CREATE TABLE `account` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`reference` text NOT NULL,
	`name` text NOT NULL,
	`type` text DEFAULT 'Residential' NOT NULL,
	`email` text,
	`phone` text,
	`address` text,
	`invoice_day` integer DEFAULT 1 NOT NULL,
	`invoice_period_months` integer DEFAULT 1 NOT NULL,
	`invoice_anchor` text,
	`first_subscription_start` text,
	`align_packages` integer DEFAULT false NOT NULL,
	`parked_reason` text,
	`parked_at` text,
	`created_at` text NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "account_invoice_day" CHECK("account"."invoice_day" between 1 and 31),
	CONSTRAINT "account_invoice_period" CHECK("account"."invoice_period_months" between 1 and 36)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `account_reference` ON `account` (`provider_id`,`reference`);--> statement-breakpoint
CREATE INDEX `account_name` ON `account` (`provider_id`,`name`);--> statement-breakpoint
CREATE INDEX `account_parked` ON `account` (`provider_id`) WHERE parked_reason is not null;--> statement-breakpoint
CREATE TABLE `billing_run` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`as_of` text NOT NULL,
	`mode` text NOT NULL,
	`status` text NOT NULL,
	`hash` text,
	`preview_hash` text,
	`catalogue_version` integer NOT NULL,
	`last_term_id` integer DEFAULT 0 NOT NULL,
	`tally` text NOT NULL,
	`trail` text NOT NULL,
	`parked` text NOT NULL,
	`failure` text,
	`started_by` text NOT NULL,
	`created_at` text NOT NULL,
	`finished_at` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "run_mode_word" CHECK("billing_run"."mode" in ('preview', 'commit')),
	CONSTRAINT "run_status_word" CHECK("billing_run"."status" in ('queued', 'running', 'done', 'failed', 'stale'))
);
--> statement-breakpoint
CREATE INDEX `run_provider` ON `billing_run` (`provider_id`,`id`);--> statement-breakpoint
CREATE TABLE `cardline` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`account_id` integer NOT NULL,
	`subscription_id` integer,
	`term_id` integer,
	`side` text NOT NULL,
	`service_id` integer DEFAULT 0 NOT NULL,
	`item_id` integer DEFAULT 0 NOT NULL,
	`kind` integer NOT NULL,
	`revision` integer DEFAULT 0 NOT NULL,
	`period_start` text NOT NULL,
	`from` text NOT NULL,
	`to` text NOT NULL,
	`generated_on` text NOT NULL,
	`amount` integer NOT NULL,
	`tax` integer NOT NULL,
	`tax_rate` integer NOT NULL,
	`fee` integer NOT NULL,
	`basis` text,
	`catalogue_version` integer NOT NULL,
	`run_id` integer,
	`invoice_id` integer,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`subscription_id`) REFERENCES `subscription`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`term_id`) REFERENCES `subscription_term`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`run_id`) REFERENCES `billing_run`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`invoice_id`) REFERENCES `invoice`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "cardline_dates" CHECK("cardline"."to" >= "cardline"."from"),
	CONSTRAINT "cardline_amount" CHECK("cardline"."amount" <> 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `cardline_identity` ON `cardline` (`period_start`,`term_id`,`service_id`,`item_id`,`kind`,`revision`);--> statement-breakpoint
CREATE INDEX `cardline_run` ON `cardline` (`run_id`);--> statement-breakpoint
CREATE INDEX `cardline_invoice` ON `cardline` (`invoice_id`) WHERE invoice_id is not null;--> statement-breakpoint
CREATE INDEX `cardline_pending` ON `cardline` (`provider_id`,`account_id`) WHERE invoice_id is null and side = 'sell';--> statement-breakpoint
CREATE TABLE `invoice` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`account_id` integer NOT NULL,
	`sequence` integer NOT NULL,
	`number` text NOT NULL,
	`issued_on` text NOT NULL,
	`period_from` text NOT NULL,
	`period_to` text NOT NULL,
	`amount` integer NOT NULL,
	`tax` integer NOT NULL,
	`issuer_name` text NOT NULL,
	`issuer_business_number` text,
	`customer_name` text NOT NULL,
	`customer_address` text,
	`created_at` text NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invoice_sequence` ON `invoice` (`provider_id`,`sequence`);--> statement-breakpoint
CREATE UNIQUE INDEX `invoice_number` ON `invoice` (`provider_id`,`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `invoice_period` ON `invoice` (`account_id`,`period_from`);--> statement-breakpoint
CREATE INDEX `invoice_issued` ON `invoice` (`provider_id`,`issued_on`);--> statement-breakpoint
CREATE TABLE `bolt_on` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`from_version` integer NOT NULL,
	`to_version` integer,
	`item_id` integer NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`product` text NOT NULL,
	`service_type` text NOT NULL,
	`included_quantity` integer,
	`unit` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`item_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `bolt_on_current` ON `bolt_on` (`provider_id`,`code`) WHERE to_version is null;--> statement-breakpoint
CREATE INDEX `bolt_on_item` ON `bolt_on` (`item_id`);--> statement-breakpoint
CREATE TABLE `catalogue_item` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`kind` text NOT NULL,
	`code` text NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `catalogue_item_code` ON `catalogue_item` (`provider_id`,`kind`,`code`);--> statement-breakpoint
CREATE TABLE `catalogue_version` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`number` integer NOT NULL,
	`change_set_id` integer,
	`content_hash` text NOT NULL,
	`source` text NOT NULL,
	`source_revision` text,
	`submitted_by` text NOT NULL,
	`approved_by` text NOT NULL,
	`published_at` text NOT NULL,
	`added` integer NOT NULL,
	`changed` integer NOT NULL,
	`removed` integer NOT NULL,
	`restored_from` integer,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`change_set_id`) REFERENCES `change_set`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `catalogue_version_number` ON `catalogue_version` (`provider_id`,`number`);--> statement-breakpoint
CREATE TABLE `change_set` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`status` text NOT NULL,
	`source` text NOT NULL,
	`source_revision` text,
	`base_version` integer NOT NULL,
	`content_hash` text NOT NULL,
	`catalogue_hash` text NOT NULL,
	`faults` text NOT NULL,
	`notes` text NOT NULL,
	`plan` text NOT NULL,
	`added` integer NOT NULL,
	`changed` integer NOT NULL,
	`removed` integer NOT NULL,
	`impact` text NOT NULL,
	`submitted_by` text NOT NULL,
	`decided_by` text,
	`reason` text,
	`created_at` text NOT NULL,
	`decided_at` text,
	`published_version` integer,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `change_set_provider` ON `change_set` (`provider_id`,`id`);--> statement-breakpoint
CREATE TABLE `contract` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`from_version` integer NOT NULL,
	`to_version` integer,
	`contract_type` text NOT NULL,
	`pool` text NOT NULL,
	`term_months` integer NOT NULL,
	`break_out_fee` integer NOT NULL,
	`package_plan` text NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contract_current` ON `contract` (`provider_id`,`contract_type`,`package_plan`) WHERE to_version is null;--> statement-breakpoint
CREATE TABLE `package_plan` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`from_version` integer NOT NULL,
	`to_version` integer,
	`item_id` integer NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`external_name` text NOT NULL,
	`description` text,
	`reference_name` text,
	`reference_key` text,
	`side` text NOT NULL,
	`buy_plan` text,
	`default_contract_type` text,
	`customer_contract_required` integer NOT NULL,
	`setup_fee` integer,
	`setup_fee_override` integer NOT NULL,
	`access_fee` integer,
	`access_fee_override` integer NOT NULL,
	`period_length_months` integer NOT NULL,
	`periods_in_advance` integer NOT NULL,
	`subscription_overrides_enabled` integer NOT NULL,
	`honour_first_period_end` integer NOT NULL,
	`bill_access_fees_in` text NOT NULL,
	`bill_months_in_advance` integer NOT NULL,
	`pro_rata` integer NOT NULL,
	`align_to_invoice_period` integer NOT NULL,
	`disable_migrations_during_period` integer NOT NULL,
	`saleable_from` text,
	`saleable_to` text,
	`approval_status` text NOT NULL,
	`saleable_in_signup_portal` integer NOT NULL,
	`tax_rate` integer,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`item_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `package_plan_current` ON `package_plan` (`provider_id`,`code`) WHERE to_version is null;--> statement-breakpoint
CREATE INDEX `package_plan_item` ON `package_plan` (`item_id`);--> statement-breakpoint
CREATE TABLE `package_service` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`from_version` integer NOT NULL,
	`to_version` integer,
	`package_plan` text NOT NULL,
	`service_plan` text NOT NULL,
	`quantity` integer NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `package_service_current` ON `package_service` (`provider_id`,`package_plan`,`service_plan`) WHERE to_version is null;--> statement-breakpoint
CREATE TABLE `product` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`from_version` integer NOT NULL,
	`to_version` integer,
	`item_id` integer NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`external_name` text NOT NULL,
	`type` text NOT NULL,
	`tax_rate` integer,
	`approval_status` text NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`item_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `product_current` ON `product` (`provider_id`,`code`) WHERE to_version is null;--> statement-breakpoint
CREATE INDEX `product_item` ON `product` (`item_id`);--> statement-breakpoint
CREATE TABLE `product_rate` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`from_version` integer NOT NULL,
	`to_version` integer,
	`product_rate_card` text NOT NULL,
	`product` text NOT NULL,
	`from_quantity` integer NOT NULL,
	`price` integer NOT NULL,
	`effective_from` text NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `product_rate_current` ON `product_rate` (`provider_id`,`product_rate_card`,`product`,`from_quantity`,`effective_from`) WHERE to_version is null;--> statement-breakpoint
CREATE TABLE `rate` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`from_version` integer NOT NULL,
	`to_version` integer,
	`rate_card` text NOT NULL,
	`tariff_key` text NOT NULL,
	`band` text NOT NULL,
	`profile` text NOT NULL,
	`flagfall` integer NOT NULL,
	`price` integer NOT NULL,
	`per` integer NOT NULL,
	`minimum` integer,
	`increment` integer NOT NULL,
	`from_quantity` integer NOT NULL,
	`minimum_charge` integer,
	`maximum_charge` integer,
	`effective_from` text NOT NULL,
	`effective_to` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rate_current` ON `rate` (`provider_id`,`rate_card`,`tariff_key`,`band`,`from_quantity`,`effective_from`) WHERE to_version is null;--> statement-breakpoint
CREATE INDEX `rate_history` ON `rate` (`provider_id`,`from_version`);--> statement-breakpoint
CREATE TABLE `rate_card` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`from_version` integer NOT NULL,
	`to_version` integer,
	`item_id` integer NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`side` text NOT NULL,
	`service_type` text NOT NULL,
	`approval_status` text NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`item_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rate_card_current` ON `rate_card` (`provider_id`,`code`) WHERE to_version is null;--> statement-breakpoint
CREATE INDEX `rate_card_item` ON `rate_card` (`item_id`);--> statement-breakpoint
CREATE TABLE `service_feature` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`from_version` integer NOT NULL,
	`to_version` integer,
	`service_plan` text NOT NULL,
	`product` text NOT NULL,
	`recurring` integer NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `service_feature_current` ON `service_feature` (`provider_id`,`service_plan`,`product`) WHERE to_version is null;--> statement-breakpoint
CREATE TABLE `service_plan` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`from_version` integer NOT NULL,
	`to_version` integer,
	`item_id` integer NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`external_name` text NOT NULL,
	`service_type` text NOT NULL,
	`side` text NOT NULL,
	`buy_plan` text,
	`provisioning` text NOT NULL,
	`supplier` text,
	`setup_fee` integer,
	`access_fee` integer,
	`rate_card` text,
	`product_rate_card` text,
	`included_quantity` integer,
	`unit` text,
	`excess_rate` integer,
	`counted` text,
	`cap` integer,
	`approval_status` text NOT NULL,
	`tax_rate` integer,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`item_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `service_plan_current` ON `service_plan` (`provider_id`,`code`) WHERE to_version is null;--> statement-breakpoint
CREATE INDEX `service_plan_item` ON `service_plan` (`item_id`);--> statement-breakpoint
CREATE TABLE `tariff` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`from_version` integer NOT NULL,
	`to_version` integer,
	`item_id` integer NOT NULL,
	`tariff_key` text NOT NULL,
	`description` text NOT NULL,
	`usage_type` text NOT NULL,
	`unit` text NOT NULL,
	`parent` text,
	`supplier` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`item_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tariff_current` ON `tariff` (`provider_id`,`tariff_key`) WHERE to_version is null;--> statement-breakpoint
CREATE INDEX `tariff_item` ON `tariff` (`item_id`);--> statement-breakpoint
CREATE INDEX `tariff_history` ON `tariff` (`provider_id`,`from_version`);--> statement-breakpoint
CREATE TABLE `time_band` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`from_version` integer NOT NULL,
	`to_version` integer,
	`name` text NOT NULL,
	`position` integer NOT NULL,
	`days` text NOT NULL,
	`from_minutes` integer NOT NULL,
	`until_minutes` integer NOT NULL,
	`holidays` integer,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `time_band_current` ON `time_band` (`provider_id`,`name`,`position`) WHERE to_version is null;--> statement-breakpoint
CREATE TABLE `workbook_row` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`tab` text NOT NULL,
	`position` integer NOT NULL,
	`cells` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`updated_by` text NOT NULL,
	`updated_at` text NOT NULL,
	`check_status` text,
	`check_message` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `workbook_row_place` ON `workbook_row` (`provider_id`,`tab`,`position`,`id`);--> statement-breakpoint
CREATE TABLE `order` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`number` text NOT NULL,
	`account_id` integer NOT NULL,
	`package_plan_id` integer NOT NULL,
	`buy_package_plan_id` integer,
	`wholesaler_id` integer,
	`wholesale_plan_id` integer,
	`status` text NOT NULL,
	`requested_on` text,
	`contract_type` text,
	`source` text NOT NULL,
	`tracking_hash` text,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`package_plan_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`buy_package_plan_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`wholesaler_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`wholesale_plan_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "order_status_word" CHECK("order"."status" in ('pending', 'halted', 'active', 'cancelled')),
	CONSTRAINT "order_wholesale" CHECK(("order"."wholesaler_id" is null) = ("order"."wholesale_plan_id" is null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `order_number` ON `order` (`provider_id`,`number`);--> statement-breakpoint
CREATE INDEX `order_status` ON `order` (`provider_id`,`status`,`id`);--> statement-breakpoint
CREATE INDEX `order_provider` ON `order` (`provider_id`,`id`);--> statement-breakpoint
CREATE INDEX `order_account` ON `order` (`account_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `order_tracking` ON `order` (`tracking_hash`);--> statement-breakpoint
CREATE TABLE `order_document` (
	`order_id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`media_type` text NOT NULL,
	`size` integer NOT NULL,
	`content` blob NOT NULL,
	`uploaded_by` text NOT NULL,
	`uploaded_at` text NOT NULL,
	FOREIGN KEY (`order_id`) REFERENCES `order`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `order_service` (
	`id` integer PRIMARY KEY NOT NULL,
	`order_id` integer NOT NULL,
	`position` integer NOT NULL,
	`service_plan_id` integer NOT NULL,
	`buy_service_plan_id` integer,
	`wholesale_service_plan_id` integer,
	`service_type` text NOT NULL,
	`details` text NOT NULL,
	`status` text NOT NULL,
	`activated_on` text,
	FOREIGN KEY (`order_id`) REFERENCES `order`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`service_plan_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`buy_service_plan_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`wholesale_service_plan_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "order_service_status_word" CHECK("order_service"."status" in ('pending', 'halted', 'active', 'cancelled'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `order_service_position` ON `order_service` (`order_id`,`position`);--> statement-breakpoint
CREATE TABLE `provisioning_log` (
	`id` integer PRIMARY KEY NOT NULL,
	`order_id` integer NOT NULL,
	`request_id` integer,
	`request_version` integer,
	`order_version` integer,
	`at` text NOT NULL,
	`provider_id` integer NOT NULL,
	`actor` text NOT NULL,
	`via` text NOT NULL,
	`event` text NOT NULL,
	`text` text NOT NULL,
	`changes` text,
	`visibility` text NOT NULL,
	FOREIGN KEY (`order_id`) REFERENCES `order`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`request_id`) REFERENCES `provisioning_request`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "log_visibility_word" CHECK("provisioning_log"."visibility" in ('internal', 'shared', 'customer'))
);
--> statement-breakpoint
CREATE INDEX `log_order` ON `provisioning_log` (`order_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `log_request_version` ON `provisioning_log` (`request_id`,`request_version`);--> statement-breakpoint
CREATE UNIQUE INDEX `log_order_version` ON `provisioning_log` (`order_id`,`order_version`);--> statement-breakpoint
CREATE TABLE `provisioning_request` (
	`id` integer PRIMARY KEY NOT NULL,
	`queue_provider_id` integer NOT NULL,
	`order_service_id` integer NOT NULL,
	`service_plan_id` integer NOT NULL,
	`supplier` text NOT NULL,
	`status` text NOT NULL,
	`assignee_id` text,
	`assignee_name` text,
	`rejection_details` text,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`queue_provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`order_service_id`) REFERENCES `order_service`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`service_plan_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "request_status_word" CHECK("provisioning_request"."status" in ('pending', 'halted', 'active', 'cancelled')),
	CONSTRAINT "request_halted_details" CHECK("provisioning_request"."status" <> 'halted' or "provisioning_request"."rejection_details" is not null)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `request_service` ON `provisioning_request` (`order_service_id`);--> statement-breakpoint
CREATE INDEX `request_queue` ON `provisioning_request` (`queue_provider_id`,`status`,`id`);--> statement-breakpoint
CREATE TABLE `api_token` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` text NOT NULL,
	`revoked_at` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_token_hash` ON `api_token` (`hash`);--> statement-breakpoint
CREATE INDEX `api_token_provider` ON `api_token` (`provider_id`);--> statement-breakpoint
CREATE TABLE `login_link` (
	`hash` text PRIMARY KEY NOT NULL,
	`person_id` integer NOT NULL,
	`expires_at` text NOT NULL,
	`used_at` text,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `person` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`roles` text NOT NULL,
	`active` integer DEFAULT true NOT NULL,
	`created_at` text NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `person_email` ON `person` (`provider_id`,`email`);--> statement-breakpoint
CREATE TABLE `session` (
	`hash` text PRIMARY KEY NOT NULL,
	`person_id` integer NOT NULL,
	`created_at` text NOT NULL,
	`expires_at` text NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `session_person` ON `session` (`person_id`);--> statement-breakpoint
CREATE TABLE `slack_identity` (
	`team_id` text NOT NULL,
	`user_id` text NOT NULL,
	`person_id` integer NOT NULL,
	`linked_at` text NOT NULL,
	PRIMARY KEY(`team_id`, `user_id`),
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `slack_identity_person` ON `slack_identity` (`person_id`);--> statement-breakpoint
CREATE TABLE `audit` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`at` text NOT NULL,
	`actor` text NOT NULL,
	`via` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`details` text NOT NULL,
	`request_id` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `audit_provider` ON `audit` (`provider_id`,`id`);--> statement-breakpoint
CREATE INDEX `audit_subject` ON `audit` (`provider_id`,`subject`,`id`);--> statement-breakpoint
CREATE TABLE `idempotency_key` (
	`provider_id` integer NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`status` integer,
	`headers` text,
	`body` text,
	`created_at` text NOT NULL,
	PRIMARY KEY(`provider_id`, `key`),
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `idempotency_age` ON `idempotency_key` (`created_at`);--> statement-breakpoint
CREATE TABLE `lease` (
	`name` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`until` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`topic` text NOT NULL,
	`dedupe_key` text NOT NULL,
	`body` text NOT NULL,
	`status` text DEFAULT 'waiting' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` text NOT NULL,
	`last_error` text,
	`created_at` text NOT NULL,
	`sent_at` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "outbox_status_word" CHECK("outbox"."status" in ('waiting', 'sent', 'dead'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_dedupe` ON `outbox` (`topic`,`dedupe_key`);--> statement-breakpoint
CREATE INDEX `outbox_due` ON `outbox` (`due_at`) WHERE status = 'waiting';--> statement-breakpoint
CREATE TABLE `schedule` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`job` text NOT NULL,
	`at_minutes` integer NOT NULL,
	`enabled` integer DEFAULT true NOT NULL,
	`last_done_on` text NOT NULL,
	`last_error` text,
	`last_finished_at` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "schedule_minutes" CHECK("schedule"."at_minutes" between 0 and 1439)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `schedule_job` ON `schedule` (`provider_id`,`job`);--> statement-breakpoint
CREATE TABLE `provider` (
	`id` integer PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`time_zone` text NOT NULL,
	`business_number` text,
	`period_approval` text DEFAULT 'automatic' NOT NULL,
	`rounding` text DEFAULT 'half_up' NOT NULL,
	`default_tax_rate` integer DEFAULT 100000 NOT NULL,
	`invoice_prefix` text DEFAULT '' NOT NULL,
	`next_invoice_number` integer DEFAULT 1 NOT NULL,
	`next_order_number` integer DEFAULT 1 NOT NULL,
	`invoice_delay_days` integer DEFAULT 2 NOT NULL,
	`max_lines_per_account` integer DEFAULT 1000 NOT NULL,
	`max_line_amount` integer DEFAULT 100000000 NOT NULL,
	`features` text DEFAULT '[]' NOT NULL,
	`holidays` text DEFAULT '[]' NOT NULL,
	`created_at` text NOT NULL,
	CONSTRAINT "provider_next_invoice" CHECK("provider"."next_invoice_number" >= 1),
	CONSTRAINT "provider_rounding" CHECK("provider"."rounding" in ('half_up', 'up', 'half_even', 'down')),
	CONSTRAINT "provider_approval" CHECK("provider"."period_approval" in ('automatic', 'manual'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `provider_code` ON `provider` (`code`);--> statement-breakpoint
CREATE TABLE `provider_link` (
	`id` integer PRIMARY KEY NOT NULL,
	`wholesaler_id` integer NOT NULL,
	`retailer_id` integer NOT NULL,
	`account_reference` text NOT NULL,
	FOREIGN KEY (`wholesaler_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`retailer_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "provider_link_two" CHECK("provider_link"."wholesaler_id" <> "provider_link"."retailer_id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX `provider_link_pair` ON `provider_link` (`wholesaler_id`,`retailer_id`);--> statement-breakpoint
CREATE TABLE `period_approval` (
	`term_id` integer NOT NULL,
	`period_start` text NOT NULL,
	`approved_by` text NOT NULL,
	`approved_at` text NOT NULL,
	`approved_on` text NOT NULL,
	FOREIGN KEY (`term_id`) REFERENCES `subscription_term`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `period_approval_key` ON `period_approval` (`term_id`,`period_start`);--> statement-breakpoint
CREATE TABLE `service` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`subscription_id` integer NOT NULL,
	`order_service_id` integer,
	`service_plan_id` integer NOT NULL,
	`side` text NOT NULL,
	`identifier` text,
	`details` text NOT NULL,
	`status` text NOT NULL,
	`first_term` integer DEFAULT 1 NOT NULL,
	`last_term` integer,
	`active_from` text,
	`active_until` text,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`subscription_id`) REFERENCES `subscription`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`order_service_id`) REFERENCES `order_service`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`service_plan_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "service_status_word" CHECK("service"."status" in ('pending', 'active', 'cancelled'))
);
--> statement-breakpoint
CREATE INDEX `service_subscription` ON `service` (`subscription_id`);--> statement-breakpoint
CREATE INDEX `service_identifier` ON `service` (`provider_id`,`identifier`);--> statement-breakpoint
CREATE UNIQUE INDEX `service_order` ON `service` (`order_service_id`,`provider_id`,`side`,`first_term`);--> statement-breakpoint
CREATE TABLE `subscription` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`account_id` integer NOT NULL,
	`order_id` integer,
	`status` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` text NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`order_id`) REFERENCES `order`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "subscription_status_word" CHECK("subscription"."status" in ('active', 'cancelled'))
);
--> statement-breakpoint
CREATE INDEX `subscription_account` ON `subscription` (`account_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `subscription_order` ON `subscription` (`order_id`,`provider_id`);--> statement-breakpoint
CREATE INDEX `subscription_provider` ON `subscription` (`provider_id`,`id`);--> statement-breakpoint
CREATE INDEX `subscription_status` ON `subscription` (`provider_id`,`status`,`id`);--> statement-breakpoint
CREATE TABLE `subscription_term` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider_id` integer NOT NULL,
	`account_id` integer NOT NULL,
	`subscription_id` integer NOT NULL,
	`position` integer NOT NULL,
	`side` text NOT NULL,
	`package_plan_id` integer NOT NULL,
	`start` text NOT NULL,
	`anchor_month` integer NOT NULL,
	`anchor_day` integer NOT NULL,
	`length_months` integer NOT NULL,
	`known_from` text NOT NULL,
	`charges_setup` integer NOT NULL,
	`access_fee_override` integer,
	`end` text,
	`end_known_from` text,
	`next_period` integer DEFAULT 0 NOT NULL,
	`waiting` text,
	`setup_billed` integer DEFAULT false NOT NULL,
	`settled_end` text,
	`next_due_on` text,
	`version` integer DEFAULT 1 NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `provider`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`subscription_id`) REFERENCES `subscription`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`package_plan_id`) REFERENCES `catalogue_item`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "term_side_word" CHECK("subscription_term"."side" in ('sell', 'buy')),
	CONSTRAINT "term_length" CHECK("subscription_term"."length_months" between 1 and 36),
	CONSTRAINT "term_end" CHECK("subscription_term"."end" is null or "subscription_term"."end" >= "subscription_term"."start")
);
--> statement-breakpoint
CREATE UNIQUE INDEX `term_position` ON `subscription_term` (`subscription_id`,`side`,`position`);--> statement-breakpoint
CREATE INDEX `term_provider` ON `subscription_term` (`provider_id`);
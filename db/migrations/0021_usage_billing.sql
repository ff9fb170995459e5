DROP INDEX `usage_total_open`;--> statement-breakpoint
ALTER TABLE `usage_total` ADD `unit` text NOT NULL;--> statement-breakpoint
CREATE INDEX `usage_total_open` ON `usage_total` (`provider_id`,`term_id`,`closes_on`) WHERE records <> billed_records or charge <> billed_charge;
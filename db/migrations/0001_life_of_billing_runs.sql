ALTER TABLE `billing_run` ADD `lease_until` text;--> statement-breakpoint
ALTER TABLE `billing_run` ADD `request_key` text;--> statement-breakpoint
CREATE INDEX `run_under_way` ON `billing_run` (`provider_id`) WHERE status in ('queued', 'running');--> statement-breakpoint
CREATE INDEX `run_request` ON `billing_run` (`provider_id`,`request_key`) WHERE request_key is not null;